package io.tidemark.pipelines.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BytesTest {
  private static final byte[] FETCHED = "<one><two>".getBytes(UTF_8);

  @Test
  void partOfAnArrayIsCopiedWhenAnArrayIsAskedFor() {
    Bytes two = new Bytes(FETCHED, 6, 3);
    assertThat(new String(two.toArray(), UTF_8), is("two"));
    assertThat(Bytes.of(FETCHED).toArray(), is(sameInstance(FETCHED)));
  }

  @Test
  void bytesAreEqualWhereverTheyStand() {
    Bytes two = new Bytes(FETCHED, 6, 3);
    assertThat(two, is(Bytes.of("two".getBytes(UTF_8))));
    assertThat(two.hashCode(), is(Bytes.of("two".getBytes(UTF_8)).hashCode()));
    assertThat(two, is(not(new Bytes(FETCHED, 1, 3))));
    assertThat(two, is(not(new Bytes(FETCHED, 6, 2))));
  }

  @Test
  void whatRemainsInABufferIsLeftThere() {
    ByteBuffer slice = ByteBuffer.wrap(FETCHED).position(5).slice().position(1).limit(4);
    ByteBuffer direct = ByteBuffer.allocateDirect(4).put((byte) 0).put(FETCHED, 6, 3).position(1);
    for (ByteBuffer buffer : new ByteBuffer[] {slice, slice.asReadOnlyBuffer(), direct}) {
      assertThat(Bytes.of(buffer), is(new Bytes(FETCHED, 6, 3)));
      assertThat(buffer.remaining(), is(3));
    }
  }
}

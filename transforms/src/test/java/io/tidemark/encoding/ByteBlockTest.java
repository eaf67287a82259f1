package io.tidemark.encoding;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.beam.sdk.util.VarInt;
import org.junit.jupiter.api.Test;

class ByteBlockTest {

  @Property
  void aVariableNumberHasTheBytesOfVarInt(@ForAll long value, @ForAll @IntRange(max = 63) int shift)
      throws IOException {
    long number = value >>> shift;
    ByteBlock block = new ByteBlock();
    block.writeVarLong(number);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    VarInt.encode(number, expected);
    assertThat(written(block), is(expected.toByteArray()));
    assertThat(block.readVarLong(), is(number));
  }

  @Test
  void aVariableNumberThatEndsTooEarlyOrNeverIsRefused() {
    byte[] open = new byte[10];
    Arrays.fill(open, (byte) 0x80);
    assertThrows(EOFException.class, () -> ByteBlock.of(open, 9).readVarLong());
    IOException e = assertThrows(IOException.class, () -> ByteBlock.of(open, 10).readVarLong());
    assertThat(e.getMessage(), is("a block has a number of more than 64 bits"));
  }

  @Test
  void whatIsBeyond64BitsIsRefusedAsVarIntDoes() {
    byte[] beyond = new byte[10];
    Arrays.fill(beyond, (byte) 0x80);
    beyond[9] = 2; // the 65th bit
    assertThrows(IOException.class, () -> VarInt.decodeLong(new ByteArrayInputStream(beyond)));
    assertThrows(IOException.class, () -> ByteBlock.of(beyond, 10).readVarLong());
  }

  private static byte[] written(ByteBlock block) {
    return Arrays.copyOf(block.array(), block.length());
  }
}

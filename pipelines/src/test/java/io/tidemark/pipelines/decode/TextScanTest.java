package io.tidemark.pipelines.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.record.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextScanTest {

  @Test
  void itSeesWhatALookAtEachByteSees() {
    Random random = new Random(11);
    for (int round = 0; round < 200_000; round++) {
      byte[] text = new byte[random.nextInt(40)];
      for (int i = 0; i < text.length; i++) {
        // Mostly the neighbours of a backslash, which a borrow could confuse with one.
        text[i] =
            (byte)
                (random.nextInt(60) == 0 ? random.nextInt(256) : "[]Z".charAt(random.nextInt(3)));
      }
      boolean isAscii = true;
      boolean hasBackslash = false;
      Bytes part = part(text, random);
      for (byte b : part.toArray()) {
        isAscii &= b >= 0;
        hasBackslash |= b == '\\';
      }
      assertThat(TextScan.at(part), is(new TextScan(isAscii, hasBackslash)));
    }
  }

  private static Bytes part(byte[] text, Random random) {
    int from = random.nextInt(text.length + 1);
    return new Bytes(text, from, random.nextInt(text.length - from + 1));
  }
}

package io.tidemark.encoding;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.beam.sdk.coders.CoderException;
import org.junit.jupiter.api.Test;

class FormatVersionTest {

  @Test
  void readsItsVersionAndNoMore() throws IOException {
    InputStream in = new ByteArrayInputStream(new byte[] {2, 7});
    FormatVersion.check(in, 2, "moments");
    assertThat(in.read(), is(7));
  }

  @Test
  void refusesAnotherVersion() {
    InputStream in = new ByteArrayInputStream(new byte[] {(byte) 200});
    CoderException e =
        assertThrows(CoderException.class, () -> FormatVersion.check(in, 2, "moments"));
    assertThat(e.getMessage(), is("stored moments have version 200; this release reads 2"));
  }

  @Test
  void anEmptyStreamHasNoVersion() {
    EOFException e =
        assertThrows(
            EOFException.class,
            () -> FormatVersion.check(InputStream.nullInputStream(), 2, "moments"));
    assertThat(e.getMessage(), is("stored moments end before their version"));
  }
}

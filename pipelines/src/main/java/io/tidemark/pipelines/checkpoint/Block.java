package io.tidemark.pipelines.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.beam.sdk.coders.Coder;

/**
 * Many values as one array of bytes: each encoded, one after the other, and compressed together.
 * Values that wait are much alike, and an object for each would cost more than they do.
 */
final class Block<T> {
  private final Coder<T> coder;
  private final ByteArrayOutputStream encoded = new ByteArrayOutputStream();

  Block(Coder<T> coder) {
    this.coder = coder;
  }

  /** Adds a value. */
  void add(T value) {
    try {
      coder.encode(value, encoded);
    } catch (IOException e) {
      throw new UncheckedIOException("a value that waits for a checkpoint is not encoded", e);
    }
  }

  /** Returns the size before compression, in bytes. */
  int size() {
    return encoded.size();
  }

  /** Returns the values added, compressed. */
  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream compressed = new DeflaterOutputStream(out, fast)) {
      encoded.writeTo(compressed);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is written but memory.
    } finally {
      fast.end();
    }
    return out.toByteArray();
  }

  /** Returns the values of a block, in order. */
  static <T> List<T> values(byte[] block, Coder<T> coder) throws IOException {
    byte[] encoded = new InflaterInputStream(new ByteArrayInputStream(block)).readAllBytes();
    ByteArrayInputStream in = new ByteArrayInputStream(encoded);
    List<T> values = new ArrayList<>();
    while (in.available() > 0) {
      values.add(coder.decode(in));
    }
    return values;
  }
}

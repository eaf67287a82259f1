package io.tidemark.pipelines.stats;

import io.tidemark.changelog.LongInput;
import io.tidemark.changelog.LongOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Streams in memory that take and give eight bytes at once. */
final class LongStreams {

  private LongStreams() {}

  static final class Output extends ByteArrayOutputStream implements LongOutput {
    int longs;

    @Override
    public void writeLong(long value) throws IOException {
      longs++;
      new DataOutputStream(this).writeLong(value);
    }
  }

  static final class Input extends ByteArrayInputStream implements LongInput {

    Input(byte[] bytes) {
      super(bytes);
    }

    @Override
    public long readLong() throws IOException {
      return new DataInputStream(this).readLong();
    }
  }
}

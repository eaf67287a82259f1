package io.tidemark.pipelines.series;

import io.tidemark.encoding.LongInput;
import io.tidemark.encoding.LongOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.beam.sdk.util.VarInt;

/** Streams in memory that take and give a number at once. */
public final class LongStreams {

  private LongStreams() {}

  public static final class Output extends ByteArrayOutputStream implements LongOutput {
    public int longs;

    @Override
    public void writeLong(long value) throws IOException {
      longs++;
      new DataOutputStream(this).writeLong(value);
    }

    @Override
    public void writeVarLong(long value) throws IOException {
      longs++;
      VarInt.encode(value, this);
    }
  }

  public static final class Input extends ByteArrayInputStream implements LongInput {

    public Input(byte[] bytes) {
      super(bytes);
    }

    @Override
    public long readLong() throws IOException {
      return new DataInputStream(this).readLong();
    }

    @Override
    public long readVarLong() throws IOException {
      return VarInt.decodeLong(this);
    }
  }
}

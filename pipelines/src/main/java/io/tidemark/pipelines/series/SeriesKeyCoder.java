package io.tidemark.pipelines.series;

import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * Encodes a {@link SeriesKey} as the number of its dimensions, then their values in order. The
 * encoding is deterministic, which Beam requires of keys, and has no version byte.
 */
public final class SeriesKeyCoder extends AtomicCoder<SeriesKey> {
  private static final long serialVersionUID = 1;

  private static final SeriesKeyCoder INSTANCE = new SeriesKeyCoder();

  private SeriesKeyCoder() {}

  /** Returns the coder. */
  public static SeriesKeyCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(SeriesKey key, OutputStream out) throws IOException {
    BinaryFormat.writeInt(key.size(), out);
    for (int i = 0; i < key.size(); i++) {
      BinaryFormat.writeText(key.value(i), out);
    }
  }

  @Override
  public SeriesKey decode(InputStream in) throws IOException {
    List<String> values = new ArrayList<>();
    for (int left = BinaryFormat.readInt(in); left > 0; left--) {
      values.add(BinaryFormat.readText(in));
    }
    return new SeriesKey(values);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}

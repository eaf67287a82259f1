package io.tidemark.pipelines;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/** The number of dimensions, then their values; deterministic, as keys must be. */
public final class SeriesKeyCoder extends AtomicCoder<SeriesKey> {
  private static final long serialVersionUID = 1;

  private static final SeriesKeyCoder INSTANCE = new SeriesKeyCoder();

  private SeriesKeyCoder() {}

  /** The coder. */
  public static SeriesKeyCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(SeriesKey key, OutputStream out) throws IOException {
    List<String> values = key.values();
    VarInt.encode(values.size(), out);
    for (String value : values) {
      StringUtf8Coder.of().encode(value, out);
    }
  }

  @Override
  public SeriesKey decode(InputStream in) throws IOException {
    List<String> values = new ArrayList<>();
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      values.add(StringUtf8Coder.of().decode(in));
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

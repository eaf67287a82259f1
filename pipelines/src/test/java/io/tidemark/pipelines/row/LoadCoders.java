package io.tidemark.pipelines.row;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.change.Revision;
import io.tidemark.change.RevisionCoder;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.KV;

/** The coders of changes of loads, for pipelines in tests. */
public final class LoadCoders {

  private LoadCoders() {}

  public static Coder<KV<SeriesKey, Change<Load>>> changes() {
    return KvCoder.of(new KeyCoder(), ChangeCoder.of(new LoadCoder()));
  }

  public static Coder<KV<SeriesKey, Revision<Load>>> revisions() {
    return KvCoder.of(new KeyCoder(), RevisionCoder.of(new LoadCoder()));
  }

  private static final class KeyCoder extends AtomicCoder<SeriesKey> {
    @Override
    public void encode(SeriesKey key, OutputStream out) throws IOException {
      ListCoder.of(StringUtf8Coder.of()).encode(key.values(), out);
    }

    @Override
    public SeriesKey decode(InputStream in) throws IOException {
      return new SeriesKey(ListCoder.of(StringUtf8Coder.of()).decode(in));
    }
  }

  private static final class LoadCoder extends AtomicCoder<Load> {
    @Override
    public void encode(Load load, OutputStream out) throws IOException {
      VarInt.encode(load.events(), out);
      NullableCoder.of(StringUtf8Coder.of()).encode(load.status(), out);
      NullableCoder.of(DoubleCoder.of()).encode(load.cpu(), out);
    }

    @Override
    public Load decode(InputStream in) throws IOException {
      return new Load(
          VarInt.decodeLong(in),
          NullableCoder.of(StringUtf8Coder.of()).decode(in),
          NullableCoder.of(DoubleCoder.of()).decode(in));
    }
  }
}

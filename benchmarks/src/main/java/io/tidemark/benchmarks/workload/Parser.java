package io.tidemark.benchmarks.workload;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.RawRecord;
import java.io.Serializable;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Tidemark's decoder, as a peer uses it. */
public final class Parser implements Serializable {
  private static final long serialVersionUID = 1;

  private final Decoders decoders = Decoders.standard(Decoders.DEFAULT_MAX_RECORD_BYTES);

  /** The event, or null for a record that has none. */
  @Nullable
  public TelemetryEvent parse(byte[] json) {
    RawRecord record = new RawRecord("", 0, 0, -1, Map.of(), json);
    return decoders.decode(record).get(0) instanceof Decoded.Event decoded ? decoded.event() : null;
  }
}

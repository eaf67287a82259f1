package io.tidemark.runners.flink.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** Reads a {@link Script} in two splits, which can be started again from where they were. */
final class ReplaySource extends UnboundedSource<KV<String, Long>, ReplaySource.Place> {

  private static final long serialVersionUID = 1;
  private static final int SPLITS = 2;

  private final Script script;
  private final Gate gate;
  private final int split;

  private ReplaySource(Script script, Gate gate, int split) {
    this.script = script;
    this.gate = gate;
    this.split = split;
  }

  static ReplaySource of(Script script, Gate gate) {
    return new ReplaySource(script, gate, 0);
  }

  @Override
  public List<ReplaySource> split(int desired, PipelineOptions options) {
    List<ReplaySource> splits = new ArrayList<>();
    for (int i = 0; i < SPLITS; i++) {
      splits.add(new ReplaySource(script, gate, i));
    }
    return splits;
  }

  @Override
  public Reader createReader(PipelineOptions options, @Nullable Place place) {
    Place from = place == null ? new Place(split, System.currentTimeMillis()) : place;
    return new Reader(this, from);
  }

  @Override
  public Coder<Place> getCheckpointMarkCoder() {
    return new PlaceCoder();
  }

  @Override
  public Coder<KV<String, Long>> getOutputCoder() {
    return KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of());
  }

  /**
   * Where a split is.
   *
   * @param next the number of the next event
   * @param startedMillis processing time at which the split was first read
   */
  record Place(long next, long startedMillis) implements UnboundedSource.CheckpointMark {
    @Override
    public void finalizeCheckpoint() {}
  }

  private static final class PlaceCoder extends CustomCoder<Place> {
    @Override
    public void encode(Place place, OutputStream out) throws IOException {
      VarInt.encode(place.next(), out);
      VarInt.encode(place.startedMillis(), out);
    }

    @Override
    public Place decode(InputStream in) throws IOException {
      return new Place(VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }

  private static final class Reader extends UnboundedReader<KV<String, Long>> {
    private final ReplaySource source;
    private final long startedMillis;
    private long next;
    private long current = -1;

    Reader(ReplaySource source, Place from) {
      this.source = source;
      this.startedMillis = from.startedMillis();
      this.next = from.next();
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      Script script = source.script;
      long elapsed = System.currentTimeMillis() - startedMillis;
      if (next >= script.events()
          || script.dueMillis(next) > elapsed
          || source.gate.keepsBack(next)) {
        return false;
      }
      current = next;
      next += SPLITS;
      return true;
    }

    @Override
    public KV<String, Long> getCurrent() {
      return KV.of(source.script.key(current), source.script.value(current));
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(source.script.timestampMillis(current));
    }

    @Override
    public Instant getWatermark() {
      return next >= source.script.events()
          ? BoundedWindow.TIMESTAMP_MAX_VALUE
          : Instant.ofEpochMilli(source.script.watermarkMillis(next - SPLITS));
    }

    @Override
    public CheckpointMark getCheckpointMark() {
      return new Place(next, startedMillis);
    }

    @Override
    public UnboundedSource<KV<String, Long>, ?> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}

package io.tidemark.benchmarks;

import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.PerformanceMetricsCoder;
import io.tidemark.pipelines.event.TokenUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Requests from memory, as fast as they are asked for: a million an hour of event time, up to ten
 * seconds out of order, the watermark ten seconds behind. The stream ends after {@code events}.
 */
final class Requests extends UnboundedSource<KV<String, PerformanceMetrics>, Requests.Place> {

  private static final long START = 1_767_571_200_000L; // 2026-01-05T00:00:00Z
  private static final long DISORDER = 10_000;

  private final long events;
  private final int keys;

  Requests(long events, int keys) {
    this.events = events;
    this.keys = keys;
  }

  @Override
  public List<Requests> split(int desired, PipelineOptions options) {
    return List.of(this);
  }

  @Override
  public Reader createReader(PipelineOptions options, @Nullable Place place) {
    return new Reader(this, place == null ? 0 : place.next());
  }

  @Override
  public Coder<Place> getCheckpointMarkCoder() {
    return new PlaceCoder();
  }

  @Override
  public Coder<KV<String, PerformanceMetrics>> getOutputCoder() {
    return KvCoder.of(StringUtf8Coder.of(), PerformanceMetricsCoder.of());
  }

  private static long inOrder(long number) {
    return START + number * 3_600 / 1_000;
  }

  KV<String, PerformanceMetrics> request(long number) {
    SplittableRandom random = new SplittableRandom(number);
    long timestamp = inOrder(number) - random.nextLong(DISORDER);
    int tokens = 1 + random.nextInt(2_000);
    double latency = 100 + tokens * 20 * (0.5 + random.nextDouble());
    String model = "model-" + random.nextInt(keys);
    return KV.of(
        model,
        new PerformanceMetrics(
            Long.toString(number),
            timestamp,
            Attribution.of(model, "us"),
            latency,
            TokenUsage.of(1_000, tokens),
            tokens * 1e-5,
            null,
            random.nextInt(50) == 0 ? "timeout" : null));
  }

  /** The number of the next request. */
  record Place(long next) implements UnboundedSource.CheckpointMark {
    @Override
    public void finalizeCheckpoint() {}
  }

  private static final class PlaceCoder extends CustomCoder<Place> {
    @Override
    public void encode(Place place, OutputStream out) throws IOException {
      VarInt.encode(place.next(), out);
    }

    @Override
    public Place decode(InputStream in) throws IOException {
      return new Place(VarInt.decodeLong(in));
    }
  }

  private static final class Reader extends UnboundedReader<KV<String, PerformanceMetrics>> {
    private final Requests source;
    private long next;
    private KV<String, PerformanceMetrics> current;

    Reader(Requests source, long next) {
      this.source = source;
      this.next = next;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (next >= source.events) {
        return false;
      }
      current = source.request(next++);
      return true;
    }

    @Override
    public KV<String, PerformanceMetrics> getCurrent() {
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(current.getValue().timestampMillis());
    }

    @Override
    public Instant getWatermark() {
      return next >= source.events
          ? BoundedWindow.TIMESTAMP_MAX_VALUE
          : Instant.ofEpochMilli(inOrder(next) - DISORDER);
    }

    @Override
    public CheckpointMark getCheckpointMark() {
      return new Place(next);
    }

    @Override
    public Requests getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}

package io.tidemark.query.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.row.Stream;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How far the job is, read when Prometheus asks. */
public final class ProgressMetrics {
  private final ProgressView progress;
  private final InstantSource clock;

  /** How far each watermark has come since it was first seen, in milliseconds. */
  private final Map<Stream, Advance> advances = new EnumMap<>(Stream.class);

  private ProgressMetrics(ProgressView progress, InstantSource clock) {
    this.progress = progress;
    this.clock = clock;
  }

  /** Registers the metrics. */
  public static void register(
      PrometheusRegistry registry, ProgressView progress, InstantSource clock) {
    ProgressMetrics metrics = new ProgressMetrics(progress, clock);
    GaugeWithCallback.builder()
        .name("tidemark_watermark_lag_seconds")
        .help("How far the written watermark of a stream is behind the clock.")
        .labelNames("stream")
        .callback(
            callback ->
                Stream.windows()
                    .forEach(
                        stream -> {
                          Double lag = metrics.lagSeconds(stream);
                          if (lag != null) {
                            callback.call(lag, stream.label());
                          }
                        }))
        .register(registry);
    CounterWithCallback.builder()
        .name("tidemark_watermark_advancement_seconds_total")
        .help("How far the written watermark has advanced; its rate is 1 where the job keeps up.")
        .labelNames("stream")
        .callback(
            callback ->
                Stream.windows()
                    .forEach(stream -> callback.call(metrics.advanced(stream), stream.label())))
        .register(registry);
    metrics.registerPartitions(registry);
  }

  private void registerPartitions(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("tidemark_watermark_idle_partitions")
        .help("Input partitions that are idle, and do not hold the watermark back.")
        .labelNames("topic")
        .callback(
            callback ->
                byTopic(report -> report.idle() ? 1 : 0)
                    .forEach((topic, n) -> callback.call(n, topic)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tidemark_kafka_consumer_lag")
        .help("Records of an input partition that the job has still to read.")
        .labelNames("topic", "partition")
        .callback(
            callback ->
                progress.partitions().stream()
                    .filter(report -> report.nextOffset() != null && report.endOffset() != null)
                    .forEach(
                        report ->
                            callback.call(
                                Math.max(0, report.endOffset() - report.nextOffset()),
                                report.topic(),
                                Integer.toString(report.partition()))))
        .register(registry);
    CounterWithCallback.builder()
        .name("tidemark_events_processed_total")
        .help("Records of an input topic that the job has read, by the offsets that it reports.")
        .labelNames("topic")
        .callback(
            callback ->
                byTopic(report -> report.nextOffset() == null ? 0 : report.nextOffset())
                    .forEach((topic, n) -> callback.call(n, topic)))
        .register(registry);
  }

  private Map<String, Long> byTopic(ToLongFunction<PartitionReport> amount) {
    Map<String, Long> sums = new TreeMap<>();
    List<PartitionReport> reports = progress.partitions();
    reports.forEach(report -> sums.merge(report.topic(), amount.applyAsLong(report), Long::sum));
    return sums;
  }

  /** Nothing where the watermark is not known, and 0 where the input has ended. */
  private @Nullable Double lagSeconds(Stream stream) {
    Long watermark = progress.of(stream).watermark();
    return watermark == null ? null : Math.max(0, clock.millis() - watermark) / 1000.0;
  }

  private synchronized double advanced(Stream stream) {
    Long watermark = progress.of(stream).watermark();
    Advance advance = advances.computeIfAbsent(stream, any -> new Advance());
    return advance.to(watermark == null || watermark == Long.MAX_VALUE ? null : watermark) / 1000.0;
  }

  /** A sum of what a watermark has risen, which a watermark that falls after a restore leaves. */
  private static final class Advance {
    private @Nullable Long highest;
    private long sum;

    long to(@Nullable Long watermark) {
      if (watermark != null) {
        if (highest != null) {
          sum += Math.max(0, watermark - highest);
        }
        highest = highest == null ? watermark : Math.max(highest, watermark);
      }
      return sum;
    }
  }
}

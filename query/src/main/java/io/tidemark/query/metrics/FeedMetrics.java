package io.tidemark.query.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemark.query.feed.FeedStatus;
import io.tidemark.query.tier.HotTier;
import io.tidemark.query.tier.WarmTier;
import java.util.function.Supplier;

/** How far the service itself is behind the topics, and how much it holds. */
public final class FeedMetrics {
  private FeedMetrics() {}

  /** Registers the metrics. */
  public static void register(
      PrometheusRegistry registry, Supplier<FeedStatus> status, HotTier hot) {
    GaugeWithCallback.builder()
        .name("tidemark_feed_lag_seconds")
        .help("How far the service is behind what is known to be published.")
        .callback(callback -> callback.call(status.get().lagMillis() / 1000.0))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tidemark_feed_lag_records")
        .help("Records of a changelog partition that the service has still to apply.")
        .labelNames("topic", "partition")
        .callback(
            callback ->
                status
                    .get()
                    .lagRecords()
                    .forEach(
                        (topic, partitions) ->
                            partitions.forEach(
                                (partition, records) ->
                                    callback.call(records, topic, partition.toString()))))
        .register(registry);
    CounterWithCallback.builder()
        .name("tidemark_feed_records_total")
        .help("Records of the changelog topics, by what became of them.")
        .labelNames("result")
        .callback(
            callback -> {
              callback.call(status.get().applied(), "applied");
              callback.call(status.get().malformed(), "malformed");
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("tidemark_hot_state_size_bytes")
        .help("Bytes of the heap that the rows in memory take, as they are counted.")
        .callback(callback -> callback.call(hot.bytes()))
        .register(registry);
    CounterWithCallback.builder()
        .name("tidemark_state_evictions_total")
        .help("Rows that a tier has given up, because there were too many or they were too old.")
        .labelNames("tier", "cause")
        .callback(
            callback -> {
              callback.call(hot.evictedBySize(), "hot", "size");
              callback.call(hot.evictedByAge(), "hot", "age");
            })
        .register(registry);
  }

  /** Registers what the tier on disk holds. */
  public static void registerWarm(PrometheusRegistry registry, WarmTier warm) {
    GaugeWithCallback.builder()
        .name("tidemark_warm_state_size_bytes")
        .help("Bytes of live rows on disk, as RocksDB estimates them.")
        .callback(callback -> callback.call(warm.bytes()))
        .register(registry);
  }
}

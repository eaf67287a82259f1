package io.tidemark.query.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowChange;
import io.tidemark.query.row.RowField;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Counts what becomes of windows, change by change.
 *
 * <p>Every series exists from the start with 0: a rate over a counter that appears with its first
 * increment misses it. Called by one thread, read by any.
 */
public final class ChangeMetrics {
  private static final double[] BYTES = {256, 512, 1024, 2048, 4096, 8192, 16384};
  private static final double[] EVENTS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
  private static final double[] SECONDS = {
    0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300
  };

  private final Counter created;
  private final Counter completed;
  private final Counter corrected;
  private final Counter absorbed;
  private final Counter late;
  private final Histogram bytes;
  private final Histogram events;
  private final Histogram latency;

  /** Registers the metrics. */
  public ChangeMetrics(PrometheusRegistry registry) {
    created = counter(registry, "windows_created", "Windows that have got their first pane.");
    completed =
        counter(
            registry,
            "windows_completed",
            "Windows that have got their first pane that is not early.");
    corrected =
        counter(
            registry, "windows_corrected", "Late panes that have replaced the value of a window.");
    absorbed =
        counter(
            registry, "windows_absorbed", "Sessions withdrawn because another has their events.");
    late =
        counter(
            registry,
            "late_events",
            "Events that came after the on-time pane and were counted in a late one.");
    bytes =
        histogram(
            registry,
            "window_size_bytes",
            "Bytes of the row of a window when it was completed.",
            BYTES,
            "stream");
    events =
        histogram(
            registry,
            "window_event_count",
            "Events of a window when it was completed.",
            EVENTS,
            "stream");
    latency =
        histogram(
            registry,
            "processing_latency_seconds",
            "Time from the publication of a change until it can be read (stage visible).",
            SECONDS,
            "stage",
            "stream");
    for (Stream stream : Stream.windows()) {
      for (Counter counter : List.of(created, completed, corrected, absorbed, late)) {
        counter.initLabelValues(stream.label());
      }
      bytes.initLabelValues(stream.label());
      events.initLabelValues(stream.label());
      latency.initLabelValues("visible", stream.label());
    }
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder()
        .name("tidemark_" + name + "_total")
        .help(help)
        .labelNames("stream")
        .register(registry);
  }

  private static Histogram histogram(
      PrometheusRegistry registry, String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name("tidemark_" + name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  /**
   * Notes a change that can be read from now on.
   *
   * @param publishedAt when the broker got it, in milliseconds since the epoch
   * @param now in milliseconds since the epoch; where the clocks of two hosts disagree, a time that
   *     would be negative counts as none
   */
  public void changed(RowChange change, long publishedAt, long now) {
    if (change.stream() == Stream.ANOMALIES) {
      return;
    }
    String stream = change.stream().label();
    latency.labelValues("visible", stream).observe(Math.max(0, now - publishedAt) / 1000.0);
    if (change.after() == null) {
      absorbed.labelValues(stream).inc();
      return;
    }
    count(stream, change.before(), change.after());
  }

  private void count(String stream, @Nullable StoredRow before, StoredRow after) {
    if (before == null) {
      created.labelValues(stream).inc();
    }
    boolean wasOpen = before == null || before.pane() == Pane.EARLY;
    if (after.pane() != Pane.EARLY && wasOpen) {
      completed.labelValues(stream).inc();
      bytes.labelValues(stream).observe(after.json().length);
      events.labelValues(stream).observe(eventsOf(after));
    }
    Long more = RowField.lateEvents(before, after);
    if (more != null) {
      if (!wasOpen && more != 0) {
        corrected.labelValues(stream).inc();
      }
      late.labelValues(stream).inc(Math.max(0, more));
    }
  }

  private static long eventsOf(StoredRow row) {
    Long events = RowField.events(row);
    return events == null ? 0 : events;
  }
}

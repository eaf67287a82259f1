package io.tidemark.query.metrics;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowChange;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class ChangeMetricsTest {
  private static final RowKey KEY = RowKey.window("model=a", 0, 300_000);

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ChangeMetrics metrics = new ChangeMetrics(registry);

  private static StoredRow row(Pane pane, long events) {
    String json = "{\"key\":\"model=a\",\"dimensions\":{\"events\":7},\"events\":" + events + "}";
    return new StoredRow(
        Stream.PERFORMANCE, KEY, 1, pane, null, json.getBytes(StandardCharsets.UTF_8));
  }

  private void changed(@Nullable StoredRow before, @Nullable StoredRow after) {
    metrics.changed(new RowChange(Stream.PERFORMANCE, KEY, before, after, 1, false), 1_000, 1_040);
  }

  private List<String> lines() {
    String text = new String(new Exposition(registry).page(null).body(), StandardCharsets.UTF_8);
    return text.lines().toList();
  }

  @Test
  void everySeriesIsThereFromTheStart() {
    assertThat(lines(), hasItem("tidemark_late_events_total{stream=\"health\"} 0.0"));
    assertThat(lines(), hasItem("tidemark_windows_created_total{stream=\"sliding\"} 0.0"));
    assertThat(
        lines(),
        hasItem(
            "tidemark_processing_latency_seconds_count{stage=\"visible\",stream=\"feedback\"} 0"));
  }

  @Test
  void theLifeOfAWindowIsCountedOncePerStep() {
    StoredRow early = row(Pane.EARLY, 3);
    StoredRow onTime = row(Pane.ON_TIME, 10);
    StoredRow late = row(Pane.LATE, 12);
    changed(null, early);
    changed(early, onTime);
    changed(onTime, late);
    String of = "{stream=\"performance\"} ";
    assertThat(lines(), hasItem("tidemark_windows_created_total" + of + "1.0"));
    assertThat(lines(), hasItem("tidemark_windows_completed_total" + of + "1.0"));
    assertThat(lines(), hasItem("tidemark_windows_corrected_total" + of + "1.0"));
    assertThat(lines(), hasItem("tidemark_late_events_total" + of + "2.0"));
    assertThat(lines(), hasItem("tidemark_window_event_count_sum" + of + "10.0"));
    assertThat(
        lines(),
        hasItem(
            "tidemark_processing_latency_seconds_bucket{stage=\"visible\",stream=\"performance\",le=\"0.05\"} 3"));
  }

  @Test
  void aLatePaneThatSaysTheSameAgainIsNoCorrection() {
    changed(row(Pane.LATE, 12), row(Pane.LATE, 12));
    assertThat(lines(), hasItem("tidemark_windows_corrected_total{stream=\"performance\"} 0.0"));
  }

  @Test
  void aDeletionIsASessionAbsorbed() {
    changed(row(Pane.ON_TIME, 3), null);
    assertThat(lines(), hasItem("tidemark_windows_absorbed_total{stream=\"performance\"} 1.0"));
  }

  @Test
  void noKeyIsALabel() {
    changed(null, row(Pane.EARLY, 3));
    assertThat(String.join("\n", lines()).contains("model=a"), is(false));
    assertThat(new Exposition(registry).page(null).contentType(), containsString("text/plain"));
  }
}

package io.tidemark.cli.command;

import io.tidemark.pipelines.Backtest;
import io.tidemark.pipelines.anomaly.Anomaly;
import io.tidemark.pipelines.anomaly.WatchedMetric;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a {@link Backtest} has found, as lines. */
record BacktestReport(Backtest.Report report) {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Returns a table with a line for each metric, then a line for each incident. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("metric              judged    warned  critical  incidents");
    for (WatchedMetric metric : WatchedMetric.values()) {
      Backtest.Tally tally = report.metrics().get(metric);
      if (tally != null) {
        long incidents =
            report.incidents().stream()
                .filter(i -> i.found().anomaly().metric().equals(metric.column()))
                .count();
        lines.add(line(metric.column(), tally, incidents));
      }
    }
    lines.add(line("any of them", report.windows(), report.incidents().size()));
    report.incidents().forEach(incident -> lines.add(sentence(incident)));
    return lines;
  }

  private static String line(String name, Backtest.Tally tally, long incidents) {
    return String.format(
        Locale.ROOT,
        "%-16s %,9d  %7.3f%%  %7.3f%%  %,9d",
        name,
        tally.judged(),
        share(tally.unusual(), tally),
        share(tally.critical(), tally),
        incidents);
  }

  private static double share(long part, Backtest.Tally tally) {
    return tally.judged() == 0 ? 0 : 100.0 * part / tally.judged();
  }

  private static String sentence(Backtest.Incident incident) {
    Anomaly anomaly = incident.found().anomaly();
    Long end = anomaly.incidentEndMillis();
    return "%s to %s  %-8s  %s  %s"
        .formatted(
            MINUTE.format(Instant.ofEpochMilli(incident.found().window().end().getMillis())),
            end == null ? "now             " : MINUTE.format(Instant.ofEpochMilli(end)),
            anomaly.severity(),
            incident.key(),
            anomaly.explanation());
  }
}

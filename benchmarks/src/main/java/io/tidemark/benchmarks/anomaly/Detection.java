package io.tidemark.benchmarks.anomaly;

import io.tidemark.pipelines.Backtest;
import io.tidemark.pipelines.anomaly.WatchedMetric;
import io.tidemark.traffic.generate.Incident;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints, for series of 1, 10 and 100 requests a minute, how many incidents of an hour each method
 * finds and after how many minutes; then how much of ordinary days it warns of. Arguments: the
 * number of seeds (2 by default). It takes about two minutes a seed.
 */
public final class Detection {
  private static final int[] A_MINUTE = {1, 10, 100};
  private static final int[] HOURS = {6, 10, 14, 18, 22};
  private static final Map<Incident.Kind, List<WatchedMetric>> SHOWN_BY =
      new EnumMap<>(
          Map.of(
              Incident.Kind.LATENCY, List.of(WatchedMetric.LATENCY_P95, WatchedMetric.LATENCY_P50),
              Incident.Kind.ERRORS, List.of(WatchedMetric.ERROR_RATE),
              Incident.Kind.COST, List.of(WatchedMetric.COST_PER_REQUEST),
              Incident.Kind.TRAFFIC, List.of(WatchedMetric.THROUGHPUT)));

  private Detection() {}

  public static void main(String[] arguments) {
    int seeds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
    System.out.println("| method | a minute | incident | found | critical | after | ends after |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
    for (String method : List.of("ZSCORE", "ROBUST")) {
      for (int aMinute : A_MINUTE) {
        for (Incident.Kind kind : Incident.Kind.values()) {
          detect(method, aMinute, kind, seeds);
        }
      }
    }
    System.out.println();
    System.out.println("| method | ordinary day | judged | warned | critical | incidents |");
    System.out.println("| --- | --- | --- | --- | --- | --- |");
    for (String method : List.of("ZSCORE", "ROBUST")) {
      for (long seed = 7; seed < 7 + seeds; seed++) {
        Backtest.Report report = GeneratedDay.ordinary(seed).backtest(method);
        Backtest.Tally all = report.windows();
        System.out.printf(
            "| %s | seed %d | %,d | %.3f %% | %.3f %% | %d |%n",
            method,
            seed,
            all.judged(),
            100.0 * all.unusual() / all.judged(),
            100.0 * all.critical() / all.judged(),
            report.incidents().size());
      }
    }
  }

  /** Prints a line for a kind of incident in series of one size. */
  private static void detect(String method, int aMinute, Incident.Kind kind, int seeds) {
    List<Found> found = new ArrayList<>();
    int injected = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      List<Incident> incidents = new ArrayList<>();
      for (int hour : HOURS) {
        incidents.add(new Incident(kind, Duration.ofHours(hour), Duration.ofHours(1)));
      }
      Backtest.Report report = GeneratedDay.of(seed, aMinute).with(incidents).backtest(method);
      for (Incident incident : incidents) {
        injected++;
        Found.of(report, incident, SHOWN_BY.get(kind)).ifPresent(found::add);
      }
    }
    System.out.printf(
        "| %s | %d | %s | %d of %d | %d | %s | %s |%n",
        method,
        aMinute,
        kind.name().toLowerCase(Locale.ROOT),
        found.size(),
        injected,
        found.stream().filter(Found::isCritical).count(),
        Found.median(found, Found::afterMinutes),
        Found.median(found, Found::endsAfterMinutes));
  }
}

package io.tidemark.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured: one JSON line a run in a file, and a table of medians. */
final class Results {
  private final Path file;
  private final String machine;
  private final Map<String, Map<String, List<Worker.Measured>>> measured = new LinkedHashMap<>();

  Results(Path file, String machine) throws IOException {
    this.file = file;
    this.machine = machine;
    Files.createDirectories(file.toAbsolutePath().getParent());
  }

  void add(Workload workload, String side, String title, int round, Worker.Measured run)
      throws IOException {
    String line =
        """
        {"at":"%s","workload":"%s","side":"%s","round":%d,"events":%d,"seconds":%.3f,\
        "cpu_seconds":%.2f,"events_per_second":%.0f,"cpu_us_per_event":%.3f,"machine":"%s"}
        """
            .formatted(
                Instant.now(),
                workload.name(),
                side,
                round,
                run.events(),
                run.seconds(),
                run.cpuSeconds(),
                rate(run),
                cost(run),
                machine);
    Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.printf(
        Locale.ROOT,
        "  %-12s round %d %-32s %,9.0f events/s  %6.2f µs CPU an event%n",
        workload.name(),
        round,
        title,
        rate(run),
        cost(run));
    if (round > 0) {
      measured
          .computeIfAbsent(workload.name(), name -> new LinkedHashMap<>())
          .computeIfAbsent(title, name -> new ArrayList<>())
          .add(run);
    }
  }

  /** Medians, the spread of the rates, and each side's rate beside that of the first. */
  String table(String workload) {
    StringBuilder table = new StringBuilder();
    table.append("\n| ").append(workload);
    table.append(" | events/s, median | least to most | CPU µs an event | ours beside it |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
    Map<String, List<Worker.Measured>> sides = measured.get(workload);
    double ours = median(sides.values().iterator().next(), Results::rate);
    sides.forEach(
        (title, runs) -> {
          double[] rates = runs.stream().mapToDouble(Results::rate).sorted().toArray();
          table.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %,.0f | %,.0f to %,.0f | %.2f | %.2f × |%n",
                  title,
                  median(runs, Results::rate),
                  rates[0],
                  rates[rates.length - 1],
                  median(runs, Results::cost),
                  ours / median(runs, Results::rate)));
        });
    return table.toString();
  }

  private static double rate(Worker.Measured run) {
    return run.events() / run.seconds();
  }

  private static double cost(Worker.Measured run) {
    return run.cpuSeconds() * 1e6 / run.events();
  }

  private static double median(List<Worker.Measured> runs, ToDoubleFunction<Worker.Measured> of) {
    double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }
}

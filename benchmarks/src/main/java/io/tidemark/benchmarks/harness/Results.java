package io.tidemark.benchmarks.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.benchmarks.workload.Workload;
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

/** What was measured: one JSON line a run in a file, and the tables of medians made from it. */
final class Results {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final String machine;

  Results(Path file, String machine) throws IOException {
    this.file = file;
    this.machine = machine;
    Files.createDirectories(file.toAbsolutePath().getParent());
  }

  void add(Workload workload, String title, boolean warm, Worker.Measured run) throws IOException {
    ObjectNode line = JSON.createObjectNode();
    line.put("at", Instant.now().toString()).put("workload", workload.name()).put("side", title);
    line.put("warm", warm).put("events", run.events()).put("seconds", run.seconds());
    line.put("cpu_seconds", run.cpuSeconds()).put("machine", machine);
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.printf(
        Locale.ROOT,
        "  %-12s %-8s %-32s %,9.0f events/s  %6.2f µs CPU an event%n",
        workload.name(),
        warm ? "" : "warm-up",
        title,
        rate(run),
        cost(run));
  }

  /** A table for each workload in the file: medians of the warm runs, and ours beside each. */
  static String tables(Path file) throws IOException {
    Map<String, Map<String, List<Worker.Measured>>> workloads = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode run = JSON.readTree(line);
      if (run.get("warm").asBoolean()) {
        workloads
            .computeIfAbsent(run.get("workload").asText(), name -> new LinkedHashMap<>())
            .computeIfAbsent(run.get("side").asText(), name -> new ArrayList<>())
            .add(
                new Worker.Measured(
                    run.get("seconds").asDouble(),
                    run.get("cpu_seconds").asDouble(),
                    run.get("events").asLong()));
      }
    }
    StringBuilder tables = new StringBuilder();
    workloads.forEach((name, sides) -> append(tables, name, sides));
    return tables.toString();
  }

  private static void append(
      StringBuilder table, String workload, Map<String, List<Worker.Measured>> sides) {
    table.append("\n| ").append(workload);
    table.append(" | events/s, median | least to most | CPU µs an event | ours beside it |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
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

package io.tidemark.benchmarks.peers;

import io.tidemark.cli.server.EmbeddedKafka;
import io.tidemark.cli.server.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Runs workloads on all sides in turn and prints medians and ratios; every run's rows are compared
 * with the truth, and a wrong row ends it all.
 *
 * <pre>benchmarks/run fixed sliding --events=2000000 --rounds=5 --sides=ours,plain</pre>
 */
public final class SideBySide {
  private static final long CEILING_EVENTS = 500_000;

  private final Map<String, String> options;
  private final EmbeddedKafka kafka;
  private final Path directory;
  private final Results results;
  private final Map<Side, WorkerProcess> workers = new EnumMap<>(Side.class);
  private final WorkerProcess ceiling;
  private final int rounds;
  private int runs;

  private SideBySide(
      Map<String, String> options, EmbeddedKafka kafka, Path directory, Results results)
      throws IOException {
    this.options = options;
    this.kafka = kafka;
    this.directory = directory;
    this.results = results;
    this.rounds = Integer.parseInt(options.get("rounds"));
    for (Side side : Side.parse(options.get("sides"))) {
      workers.put(side, WorkerProcess.start(side, options.get("heap"), directory));
    }
    this.ceiling = WorkerProcess.start(null, options.get("heap"), directory);
  }

  /** Names of workloads, and options as {@code --name=value}. */
  public static void main(String[] args) throws Exception {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("events", "2000000");
    options.put("rounds", "5");
    options.put("sides", "ours,plain,sliced");
    options.put("heap", "2g");
    options.put("results", "benchmarks/target/results.jsonl");
    List<String> names = new ArrayList<>();
    for (String arg : args) {
      if (arg.startsWith("--") && arg.contains("=")) {
        String name = arg.substring(2, arg.indexOf('='));
        if (!options.containsKey(name)) {
          throw new IllegalArgumentException(arg + ": allowed are " + options.keySet());
        }
        options.put(name, arg.substring(arg.indexOf('=') + 1));
      } else {
        names.add(arg);
      }
    }
    List<Workload> workloads = chosen(names, Long.parseLong(options.get("events")));
    String machine = Machine.facts();
    System.out.println(machine);
    Path file = Path.of(options.get("results"));
    try (WorkDirectory directory = WorkDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      SideBySide all = new SideBySide(options, kafka, directory.path(), new Results(file, machine));
      try {
        all.run(workloads);
      } catch (RuntimeException e) {
        all.keepLogs(file.toAbsolutePath().getParent());
        throw e;
      } finally {
        all.workers.values().forEach(WorkerProcess::close);
        all.ceiling.close();
      }
    }
  }

  private static List<Workload> chosen(List<String> names, long events) {
    List<Workload> all = Workload.all(events);
    Set<String> known = new java.util.LinkedHashSet<>(all.stream().map(Workload::name).toList());
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(name + " is no workload; allowed are " + known);
      }
    }
    return all.stream().filter(workload -> names.contains(workload.name())).toList();
  }

  private void keepLogs(Path to) throws IOException {
    for (Side side : workers.keySet()) {
      Path log = directory.resolve(side.name() + ".log");
      Files.copy(
          log, to.resolve(side.name() + ".log"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void run(List<Workload> workloads) throws Exception {
    Map<Workload.Input, String> topics = new HashMap<>();
    for (Workload workload : workloads) {
      String topic = topics.get(workload.input());
      if (topic == null) {
        topic = "events-" + topics.size();
        topics.put(workload.input(), topic);
        System.out.printf(Locale.ROOT, "filling %s: %s%n", topic, workload.input());
        InputTopic.fill(kafka, topic, workload);
      }
      Truth truth = InputTopic.truth(workload);
      System.out.printf(Locale.ROOT, "%s: %,d rows to come%n", workload.name(), truth.size());
      for (int round = 0; round <= rounds; round++) { // round 0 warms up
        run(workload, topic, truth, round);
      }
      System.out.println(results.table(workload.name()));
    }
  }

  private void run(Workload workload, String topic, Truth truth, int round) throws Exception {
    for (Map.Entry<Side, WorkerProcess> worker : workers.entrySet()) {
      Side side = worker.getKey();
      if (side.computes(workload)) {
        String output = side.name().toLowerCase(Locale.ROOT) + "-" + runs++;
        Run run =
            new Run(
                workload,
                kafka.bootstrapServers(),
                topic,
                output,
                directory.resolve(output).toString());
        Worker.Measured measured = run(run, side, worker.getValue(), truth);
        results.add(workload, side.name(), side.title(), round, measured);
      }
    }
    long events = Math.min(CEILING_EVENTS, workload.input().events());
    results.add(
        workload,
        "CEILING",
        "one thread, from memory",
        round,
        ceiling.ask(new Worker.Ceiling(workload, events), Worker.Measured.class));
  }

  private Worker.Measured run(Run run, Side side, WorkerProcess worker, Truth truth)
      throws Exception {
    try (ResultTopics topics = new ResultTopics(kafka, run)) {
      worker.ask(new Worker.Start(run), Boolean.class);
      long end = topics.await(truth, () -> worker.ask(new Worker.Failed(), Boolean.class));
      Worker.Measured measured = worker.ask(new Worker.Stop(end), Worker.Measured.class);
      return new Worker.Measured(
          measured.seconds(), measured.cpuSeconds(), run.workload().input().events());
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          side + " on " + run.workload().name() + ": " + e.getMessage(), e);
    }
  }
}

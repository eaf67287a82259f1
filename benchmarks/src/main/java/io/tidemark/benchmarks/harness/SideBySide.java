package io.tidemark.benchmarks.harness;

import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.InputTopic;
import io.tidemark.benchmarks.workload.Truth;
import io.tidemark.benchmarks.workload.Workload;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Runs workloads on all sides in turn and prints medians and ratios; every run's rows are compared
 * with the truth, and a wrong row ends it all.
 *
 * <pre>benchmarks/run fixed sliding --events=2000000 --rounds=5 --sides=ours,plain</pre>
 *
 * <p>{@code tables} in place of workloads prints the tables of a results file again.
 */
public final class SideBySide {
  private static final long CEILING_EVENTS = 500_000;
  private static final String CEILING = "one thread, from memory";

  private final EmbeddedKafka kafka;
  private final WorkDirectory directory;
  private final Results results;
  private final int warmups;
  private final int rounds;
  private final Map<SystemUnderTest, WorkerProcess> workers = new EnumMap<>(SystemUnderTest.class);
  private final WorkerProcess ceiling;
  private @Nullable Database database;
  private int runs;

  private SideBySide(
      Map<String, String> options, EmbeddedKafka kafka, WorkDirectory directory, Results results)
      throws IOException {
    this.kafka = kafka;
    this.directory = directory;
    this.results = results;
    this.warmups = Integer.parseInt(options.get("warmups"));
    this.rounds = Integer.parseInt(options.get("rounds"));
    for (SystemUnderTest side : SystemUnderTest.parse(options.get("sides"))) {
      workers.put(side, WorkerProcess.start(side, options.get("heap"), directory.path()));
    }
    this.ceiling = WorkerProcess.start(null, options.get("heap"), directory.path());
  }

  /** Names of workloads, and options as {@code --name=value}. */
  public static void main(String[] args) throws Exception {
    List<String> names = new ArrayList<>();
    Map<String, String> options = Arguments.parse(args, defaults(), names);
    Path file = Path.of(options.get("results"));
    if (names.equals(List.of("tables"))) {
      System.out.println(Results.tables(file));
      return;
    }
    List<Workload> workloads = chosen(names, Long.parseLong(options.get("events")));
    String machine = Machine.facts();
    System.out.println(machine);
    try (WorkDirectory directory = WorkDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      SideBySide all = new SideBySide(options, kafka, directory, new Results(file, machine));
      try {
        all.run(workloads);
      } catch (RuntimeException e) {
        all.keepLogs(file.toAbsolutePath().getParent());
        throw e;
      } finally {
        all.workers.values().forEach(WorkerProcess::close);
        all.ceiling.close();
        if (all.database != null) {
          all.database.close();
        }
      }
    }
    System.out.println(Results.tables(file));
  }

  private static Map<String, String> defaults() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("events", "2000000");
    options.put("warmups", "2");
    options.put("rounds", "5");
    options.put("sides", "ours,plain,sliced,sql,streams");
    options.put("heap", "2g");
    options.put("results", "benchmarks/target/results.jsonl");
    return options;
  }

  private static List<Workload> chosen(List<String> names, long events) {
    List<Workload> all = Workload.all(events);
    List<String> known = all.stream().map(Workload::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(name + " is no workload; allowed are " + known);
      }
    }
    return all.stream().filter(workload -> names.contains(workload.name())).toList();
  }

  private void keepLogs(Path to) throws IOException {
    for (SystemUnderTest side : workers.keySet()) {
      String log = side.name() + ".log";
      Files.copy(
          directory.path().resolve(log), to.resolve(log), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** In each round all workloads in turn: what they cost is compared, too, and machines drift. */
  private void run(List<Workload> workloads) throws Exception {
    Map<Workload.Input, String> topics = new HashMap<>();
    Map<Workload, Truth> truths = new LinkedHashMap<>();
    for (Workload workload : workloads) {
      if (!topics.containsKey(workload.input())) {
        topics.put(workload.input(), fill("events-" + topics.size(), workload));
      }
      Truth truth = InputTopic.truth(workload);
      System.out.printf(Locale.ROOT, "%s: %,d rows to come%n", workload.name(), truth.size());
      truths.put(workload, truth);
    }
    for (int round = -warmups; round < rounds; round++) {
      for (Workload workload : workloads) {
        run(workload, topics.get(workload.input()), truths.get(workload), round >= 0);
      }
    }
  }

  private String fill(String topic, Workload workload) throws Exception {
    System.out.println("filling " + topic + " with " + workload.input());
    InputTopic.fill(kafka, topic, workload);
    if (workers.containsKey(SystemUnderTest.STREAMS)) {
      InputTopic.fillKeyed(kafka, topic, workload);
    }
    return topic;
  }

  private void run(Workload workload, String topic, Truth truth, boolean warm) throws Exception {
    for (Map.Entry<SystemUnderTest, WorkerProcess> worker : workers.entrySet()) {
      SystemUnderTest side = worker.getKey();
      if (side.computes(workload)) {
        String output = side.name().toLowerCase(Locale.ROOT) + "-" + runs++;
        Run run =
            new Run(
                workload,
                kafka.bootstrapServers(),
                topic,
                output,
                workload.isMainJob() ? database().url() : null,
                directory.path().resolve(output).toString());
        results.add(workload, side.title(), warm, run(run, side, worker.getValue(), truth));
      }
    }
    long events = Math.min(CEILING_EVENTS, workload.input().events());
    Worker.Ceiling fold = new Worker.Ceiling(workload, events);
    results.add(workload, CEILING, warm, ceiling.ask(fold, Worker.Measured.class));
  }

  private Database database() throws IOException {
    if (database == null) {
      database = Database.start(directory);
    }
    return database;
  }

  private Worker.Measured run(Run run, SystemUnderTest side, WorkerProcess worker, Truth truth)
      throws Exception {
    try (ResultTopics topics = new ResultTopics(kafka, run)) {
      CompletableFuture<Long> filled = CompletableFuture.completedFuture(0L);
      if (run.jdbcUrl() != null) {
        database().empty();
        filled = database().filled(truth.size());
      }
      worker.ask(new Worker.Start(run), Boolean.class);
      long published = topics.await(truth, () -> worker.ask(new Worker.Failed(), Boolean.class));
      long end = Math.max(published, Database.await(filled));
      return worker.ask(
          new Worker.Stop(end, run.workload().input().events()), Worker.Measured.class);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          side + " on " + run.workload().name() + ": " + e.getMessage(), e);
    }
  }
}

package io.tidemark.cli.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.tidemark.runners.launch.PipelineLauncher;
import io.tidemark.runners.launch.Runner;
import io.tidemark.runners.launch.UsageException;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.GeneratedTrace;
import io.tidemark.traffic.generate.GeneratorSettings;
import io.tidemark.traffic.generate.Kind;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class TidemarkTest {
  @TempDir Path directory;

  private final List<String> launched = new ArrayList<>();
  private final StringWriter errors = new StringWriter();
  private final StringWriter output = new StringWriter();
  private boolean succeeds = true;
  private boolean detached = false;
  private Map<String, Long> counters =
      Map.of("read", 1L, "decoded_health", 1L, "Health.aggregated", 1L);

  private int run(String... arguments) {
    CommandLine commands = Tidemark.commands(FakeLauncher::new);
    return commands
        .setErr(new PrintWriter(errors, true))
        .setOut(new PrintWriter(output, true))
        .execute(arguments);
  }

  /** Notes what it was asked to launch. */
  private final class FakeLauncher implements PipelineLauncher {
    @Override
    public RunningJob launch(Runner runner, List<String> arguments) {
      if (arguments.contains("--bad")) {
        throw new UsageException("unknown option --bad");
      }
      if (arguments.contains("--broken")) {
        throw new IllegalStateException("no broker", new IllegalStateException("refused"));
      }
      launched.add(runner + " " + arguments);
      return new FakeJob();
    }

    @Override
    public List<String> faults(Runner runner, List<String> arguments) {
      return List.of();
    }

    @Override
    public void check(Runner runner, List<String> arguments) {}

    @Override
    public void describe(Runner runner, PrintStream to) {}
  }

  private final class FakeJob implements PipelineLauncher.RunningJob {
    @Override
    public boolean isDetached() {
      return detached;
    }

    @Override
    public boolean awaitSuccess() {
      return succeeds;
    }

    @Override
    public void cancel() {}

    @Override
    public boolean hasFailed() {
      return !succeeds;
    }

    @Override
    public Map<String, Long> counters() {
      return counters;
    }
  }

  @Test
  void runPassesEveryOtherArgumentToThePipeline() {
    int code = run("run", "--runner=direct", "--fixedSize=1m", "--input=a.jsonl");
    assertThat(code, is(0));
    assertThat(launched, contains("direct [--fixedSize=1m, --input=a.jsonl]"));
  }

  @Test
  void aRunOverFilesSaysWhatBecameOfEverything() {
    assertThat(run("run", "--input=a.jsonl"), is(0));
    assertThat(
        output.toString(),
        matchesPattern("read 1 record, 1 event: 1 aggregated\\Rwrote 0 rows in [0-9.]+ s\\R"));
    counters = Map.of();
    assertThat(run("run", "--input=a.jsonl"), is(3));
    succeeds = false;
    assertThat(run("run", "--input=a.jsonl"), is(1));
  }

  @Test
  void aRunOverTopicsSaysNothingAtItsEnd() {
    counters = Map.of();
    assertThat(run("run", "--bootstrapServers=b:1"), is(0));
    assertThat(output.toString(), is(""));
  }

  @Test
  void aJobSentToAClusterIsNotWaitedForWhenDetached() {
    detached = true;
    succeeds = false;
    int code = run("run", "--runner=flink", "--flinkMaster=jobmanager:8081");
    assertThat(code, is(0));
    assertThat(output.toString(), equalTo("submitted; the job runs on the cluster\n"));
  }

  @Test
  void aFailedJobExitsWithOne() {
    succeeds = false;
    assertThat(run("run", "--runner=flink"), is(1));
  }

  @Test
  void aFailureExitsWithOneAndTellsItsCause() {
    assertThat(run("run", "--runner=flink", "--broken"), is(1));
    assertThat(errors.toString(), equalTo("tidemark run: no broker\n  because: refused\n"));
  }

  @Test
  void aRefusedPipelineOptionExitsWithTwo() {
    assertThat(run("run", "--runner=flink", "--bad"), is(2));
    assertThat(
        errors.toString(),
        equalTo("tidemark run: unknown option --bad\nTry 'tidemark run --help'.\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run --runner=spark | '--runner': 'spark' is no runner: allowed are direct, flink, dataflow",
        "demo --for=60 | '--for': '60' is not a duration: allowed is a whole number and a unit (ms,"
            + " s, m, h or d), like 90s or 5m",
        "demo --for=366d | '--for': '366d' is too long: allowed is up to 365d",
        "demo --for=999999999999d | '--for': '999999999999d' is too long: allowed is up to 365d",
        "demo --for=0s | --for is 0s: allowed is 1ms to 365d, such as 60s",
        "generate --events=x | '--events': 'x' is not a whole number: allowed is one like 50000",
        "generate --events=-1 --output=f | --events is -1: allowed is 0 to 1000000000000",
        "generate --events=99999999999999999999 | '99999999999999999999' does not fit: allowed is a"
            + " whole number from -9223372036854775808 to 9223372036854775807",
        "generate --partitions=9999999999 | '9999999999' does not fit: allowed is a whole number from"
            + " -2147483648 to 2147483647",
        "generate --partitions=0 --bootstrapServers=a:1 | --partitions is 0: allowed is 1 to 10000",
        "generate --span=0s --output=f | --span is 0s: allowed is 1ms to 365d, without --event-rate",
        "generate --think-time=0m --output=f | --think-time is 0s: allowed is 1ms to 365d",
        "generate --late-ratio=2 --output=f | --late-ratio is 2: allowed is 0 to 1",
        "generate --rate=0 --output=f | --rate is 0: allowed is 0.0001 to 10000000 per second",
        "generate --event-rate=2e7 --output=f | --event-rate is 20000000: allowed is 0.0001 to",
        "generate --rate=fast --output=f | 'fast' is not a number: allowed is one like 500 or 0.01",
        "generate | neither --output and --bootstrapServers given: needed is one of them",
        "generate --models=gpt-9 --output=f | model 'gpt-9' is unknown: allowed are claude-opus, ",
        "generate --start=monday --output=f | 'monday' is not a time: allowed is RFC 3339 with an offset",
        "generate --max-delay=perf=2m --output=f | expected one of [PERFORMANCE, FEEDBACK, HEALTH]",
        "replay none.csv --format=azure-llm --output=f | FILE is none.csv: needed is a file",
        "replay none.csv --format=csv | 'csv' is no trace format: allowed are native, azure-llm,",
        "replay none.csv --format=native --speed=fast | 'fast' is no speed: allowed are a factor",
        "migrate --jdbcUrl=mysql://u:secret@x | --jdbcUrl is not the URL of a PostgreSQL database:"
            + " allowed is jdbc:postgresql://HOST[:PORT]/DATABASE",
        "replay none.csv --format=native --key-by=pseudo-user:0 --output=f | FILE is none.csv",
        "migrate | needed is --jdbcUrl=URL, or postgres.jdbcUrl in a file that --config names",
        "generate --evnts=3 | Unknown option: '--evnts=3'",
      })
  void aWrongOptionNamesItselfItsValueAndWhatIsAllowed(String line, String message) {
    assertThat(run(line.split(" ")), is(2));
    assertThat(errors.toString(), containsString(message));
    assertThat(errors.toString(), not(containsString("secret")));
  }

  /** A line that is broken inside a word or an example cannot be read, or copied. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "demo", "run", "check", "replay", "generate", "migrate", "computations"})
  void helpIsBrokenBetweenWordsOnly(String command) {
    CommandLine commands = Tidemark.commands(FakeLauncher::new);
    CommandLine shown = command.isEmpty() ? commands : commands.getSubcommands().get(command);
    String help = shown.getUsageMessage();
    help.lines().forEach(line -> assertThat(line, line.length(), lessThanOrEqualTo(80)));
    CommandSpec spec = shown.getCommandSpec();
    assertThat(List.of(help.split("\n")), hasItems(spec.usageMessage().footer()));
    List<String> words = words(String.join(" ", spec.usageMessage().description()));
    for (OptionSpec option : spec.options()) {
      String described = String.join(" ", option.description());
      words.addAll(words(described.replace("${DEFAULT-VALUE}", "" + option.defaultValue())));
    }
    words.removeAll(words(help));
    assertThat("broken", words, is(empty()));
  }

  private static List<String> words(String text) {
    return new ArrayList<>(List.of(text.strip().split("\\s+")));
  }

  /** Each command's first sentence, and those of its options. */
  @Test
  void helpSpeaksInWholeSentences() {
    for (CommandLine command : Tidemark.commands(FakeLauncher::new).getSubcommands().values()) {
      CommandSpec spec = command.getCommandSpec();
      assertThat(spec.usageMessage().description()[0], matchesPattern("[A-Z][a-z]+s .* .* .*\\."));
      for (OptionSpec option : spec.options()) {
        assertThat(
            option.longestName(),
            String.join(" ", option.description()),
            matchesPattern("[A-Z][a-z]* .* .*\\."));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "run", "replay", "generate", "migrate", "computations"})
  void everyCommandTeachesWithAnExample(String command) {
    assertThat(run(command, "--help"), is(0));
    assertThat(output.toString(), containsString("\nExample"));
    assertThat(output.toString(), containsString("  tidemark " + command));
  }

  @Test
  void theHelpStatesTheRatiosThatApply() {
    run("generate", "--help");
    String help = output.toString().replaceAll("\\s+", " ");
    Map<String, Kind> options =
        Map.of(
            "late", Kind.DROPPABLY_LATE,
            "straggler", Kind.STRAGGLER,
            "disorder", Kind.DISORDERED,
            "duplicate", Kind.DUPLICATE,
            "malformed", Kind.MALFORMED,
            "invalid", Kind.INVALID,
            "future", Kind.FUTURE);
    options.forEach(
        (name, kind) -> {
          String described = help.substring(help.lastIndexOf("--" + name + "-ratio=R "));
          String ratio = described.replaceAll(".*?Default: ([0-9.]+)\\. .*", "$1");
          assertThat(
              name, Double.parseDouble(ratio), equalTo(GeneratorSettings.defaultRatio(kind)));
        });
  }

  @Test
  void generateWritesTheRecordsOfTheLibraryInArrivalOrder() throws Exception {
    Path file = directory.resolve("events.jsonl");
    assertThat(run("generate", "--seed=9", "--events=3000", "--output=" + file), is(0));
    List<String> expected =
        GeneratedTrace.of(new GeneratorSettings().seed(9).events(3_000)).records().stream()
            .map(Generated::text)
            .toList();
    assertThat(Files.readAllLines(file), equalTo(expected));
  }

  @Test
  void generateAndReplayFillTheTopicsOfABroker() throws Exception {
    Path file = directory.resolve("events.jsonl");
    run("generate", "--events=2000", "--output=" + file);
    GeneratedTrace trace = GeneratedTrace.of(new GeneratorSettings().events(2_000));
    try (WorkDirectory work = WorkDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(work)) {
      String servers = "--bootstrapServers=" + kafka.bootstrapServers();
      assertThat(run("generate", "--events=2000", servers), is(0));
      for (Feed feed : Feed.values()) {
        assertThat(records(kafka, feed), is((long) trace.of(feed).size()));
      }
      assertThat(run("replay", file.toString(), "--format=native", servers), is(0));
      long all = 0;
      for (Feed feed : Feed.values()) {
        all += records(kafka, feed);
      }
      assertThat(all, is(4_000L));
    }
  }

  @Test
  void generateToABrokerThatIsAwayAnswersWithinSeconds() {
    long start = System.nanoTime();
    assertThat(run("generate", "--events=10", "--bootstrapServers=127.0.0.1:1"), is(1));
    assertThat(
        errors.toString(),
        equalTo(
            "tidemark generate: no Kafka broker answers at 127.0.0.1:1 within 8 s: correct the"
                + " address, or the security.protocol of the properties\n"));
    assertThat((System.nanoTime() - start) / 1_000_000_000L, lessThanOrEqualTo(20L));
  }

  private static long records(EmbeddedKafka kafka, Feed feed) throws Exception {
    try (Admin admin = kafka.admin()) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (int partition = 0; partition < 3; partition++) {
        ends.put(new TopicPartition(feed.topic(), partition), OffsetSpec.latest());
      }
      long sum = 0;
      for (ListOffsetsResultInfo end : admin.listOffsets(ends).all().get().values()) {
        sum += end.offset();
      }
      return sum;
    }
  }

  @Test
  void withoutACommandTheUsageErrorPointsToHelp() {
    assertThat(run(), is(2));
    assertThat(errors.toString(), containsString("Try 'tidemark --help'."));
    assertThat(errors.toString(), not(containsString("Exception")));
  }
}

package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.pipelines.options.DurationRange;
import io.tidemark.pipelines.options.Group;
import io.tidemark.pipelines.options.OptionGroup;
import io.tidemark.pipelines.options.Range;
import io.tidemark.runners.launch.PipelineLauncher.RunningJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BeamLauncherTest {

  /** Two options are enough. */
  public interface SmallOptions extends PipelineOptions {
    @Group(OptionGroup.WINDOWS)
    @Description("The size of the fixed windows, which are the only ones.")
    @DurationRange(min = "1ms", max = "365d")
    @Default.String("5m")
    String getFixedSize();

    void setFixedSize(String value);

    @Group(OptionGroup.SOURCE)
    @Description("The number of windows.")
    @Range(min = 0, max = 20)
    int getCount();

    void setCount(int value);
  }

  private static Pipeline create(SmallOptions options) {
    if (options.getFixedSize().equals("7m")) {
      throw new IllegalArgumentException("--fixedSize is 7m: not on this pipeline");
    }
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply(Create.of(options.getFixedSize()));
    return pipeline;
  }

  private final PipelineLauncher launcher =
      new BeamLauncher<>(SmallOptions.class, BeamLauncherTest::create, (options, here) -> {});

  @Test
  void runsThePipelineToItsEnd() {
    RunningJob job = launcher.launch(Runner.DIRECT, List.of("--fixedSize=1m"));
    assertThat(job.awaitSuccess(), is(true));
    assertThat(job.hasFailed(), is(false));
  }

  @Test
  void cancelEndsAnUnboundedJobOnEmbeddedFlink() {
    PipelineLauncher endless =
        new BeamLauncher<>(
            SmallOptions.class,
            options -> {
              Pipeline pipeline = Pipeline.create(options);
              pipeline.apply(GenerateSequence.from(0).withRate(10, Duration.standardSeconds(1)));
              return pipeline;
            },
            (options, here) -> {});
    RunningJob job =
        endless.launch(Runner.FLINK, List.of("--attachedMode=false", "--parallelism=1"));
    assertThat(job.hasFailed(), is(false));
    job.cancel();
    assertThat(job.awaitSuccess(), is(true));
  }

  @Test
  void flinkTakesTheSettingsThatComeWithTheLauncherWhereNoOthersAreNamed() {
    assumeTrue(System.getenv("FLINK_CONF_DIR") == null, "FLINK_CONF_DIR names others");
    FlinkPipelineOptions none = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    Runner.FLINK.applyProfile(none);
    assertThat(
        GlobalConfiguration.loadConfiguration(none.getFlinkConfDir())
            .get(ExecutionOptions.BUFFER_TIMEOUT),
        equalTo(java.time.Duration.ZERO));

    FlinkPipelineOptions own =
        PipelineOptionsFactory.fromArgs("--flinkConfDir=/etc/flink").as(FlinkPipelineOptions.class);
    Runner.FLINK.applyProfile(own);
    assertThat(own.getFlinkConfDir(), equalTo("/etc/flink"));
  }

  @Test
  void anUnknownOptionIsNamedWithItsNeighbour() {
    assertThat(
        refusal("--fixdSize=1m"),
        equalTo("there is no option --fixdSize: did you mean --fixedSize?"));
    assertThat(
        refusal("--FixedSize=1m"),
        equalTo("there is no option --FixedSize: did you mean --fixedSize?"));
    assertThat(
        refusal("--nosuch=1"),
        equalTo(
            "there is no option --nosuch; the nearest is --count, and tidemark run --options lists"
                + " all"));
    assertThat(
        mainJobRefusal("--consumergroup=1"),
        equalTo("there is no option --consumergroup: did you mean --consumerGroup?"));
  }

  @Test
  void anOptionThatIsGivenTwiceIsNamed() {
    for (String option : List.of("fixedSize=1m", "parallelism=1", "stateDir=none")) {
      UsageException refused =
          assertThrows(
              UsageException.class,
              () -> launcher.launch(Runner.FLINK, List.of("--" + option, "--" + option)));
      assertThat(
          refused.getMessage(),
          equalTo("--" + option.replaceAll("=.*", "") + " is given 2 times: allowed is once"));
    }
  }

  @Test
  void anOptionThatHasNoEffectOnTheRunnerIsRefused() {
    for (String option : List.of("flinkMaster=h:1", "stateDir=none", "metricsPort=9249")) {
      assertThat(
          refusalOn(Runner.DIRECT, "--" + option),
          equalTo(
              "--"
                  + option.replaceAll("=.*", "")
                  + " has no effect with --runner=direct: it is an option of flink"));
    }
    assertThat(
        refusalOn(Runner.FLINK, "--targetParallelism=3"),
        equalTo(
            "--targetParallelism has no effect with --runner=flink: it is an option of direct"));
    assertThat(
        refusalOn(Runner.FLINK, "--metricsPort=9249"),
        equalTo(
            "--metricsPort=9249 has no effect here: it is for a job over topics on embedded Flink"));
  }

  private String refusalOn(Runner runner, String option) {
    return assertThrows(
            UsageException.class, () -> launcher.launch(runner, List.of("--fixedSize=1m", option)))
        .getMessage();
  }

  @Test
  void noRefusalRepeatsAPassword() {
    String url = "jdbc:postgresql://h/d?user=u&password=hush";
    for (List<String> wrong :
        List.of(
            List.of(
                "--jdbcUrl=" + url,
                "--changelogDelivery=EXACTLY_ONCE",
                "--checkpointingInterval=-1"),
            List.of("--jdbcUrl", url),
            List.of("--jdbcURL=" + url),
            List.of("jdbcUrl=" + url),
            List.of("--jdbcUrl=" + url, "--jdbcUrl=" + url),
            List.of("--jdbcUrl= " + url),
            List.of("--jdbcUrl=" + url, "--parallelism=many"),
            List.of("--parallelism=" + url),
            List.of("--jdbcUrl=" + url.replace("h/d", "h:port/d")),
            List.of("--bootstrapServers=" + url),
            List.of("--fixedSize=" + url),
            List.of("--jdbcUrl=" + url, "--filesToStage={"),
            List.of("--savepointPath=" + url, "--jdbcUrl=" + url, "--bootstrapServers=h:x"))) {
      List<String> arguments = new ArrayList<>(wrong);
      if (!String.join(" ", wrong).contains("--bootstrapServers")) {
        arguments.add("--bootstrapServers=127.0.0.1:1");
      }
      RuntimeException refused =
          assertThrows(
              RuntimeException.class, () -> MainJob.launcher().launch(Runner.FLINK, arguments));
      assertThat(wrong.toString(), refused.getMessage(), not(containsString("hush")));
    }
  }

  @Test
  void aWrongTypeNamesOptionAndValue() {
    assertThat(
        refusal("--count=many"), equalTo("--count=many: it must be a whole number from 0 to 20"));
    assertThat(
        refusal("--count=99999999999"),
        equalTo("--count=99999999999: it must be a whole number from 0 to 20"));
    assertThat(
        refusalOn(Runner.FLINK, "--parallelism=many"),
        equalTo("--parallelism is 'many': allowed is a value of type java.lang.Integer"));
  }

  @Test
  void whatThePipelineRefusesIsAUsageError() {
    assertThat(refusal("--fixedSize=7m"), equalTo("--fixedSize is 7m: not on this pipeline"));
  }

  @Test
  void allOptionsThatAreWrongAreNamedAtOnce() {
    UsageException refused =
        assertThrows(
            UsageException.class,
            () ->
                launcher.launch(Runner.DIRECT, List.of("--fixedSize=999999999999d", "--count=-1")));
    assertThat(
        refused.getMessage(),
        equalTo(
            """
            2 things are wrong:
              --count=-1: it must be a whole number from 0 to 20
              --fixedSize=999999999999d: it must be a duration from 1ms to 365d"""));
  }

  @Test
  void aPasswordInAUrlIsNotRepeated() {
    for (String other :
        List.of("--fixedSize=1m", "--jdbcUrl=jdbc:postgresql://x/y", "--nonsense")) {
      UsageException refused =
          assertThrows(
              UsageException.class,
              () ->
                  MainJob.launcher()
                      .launch(
                          Runner.DIRECT,
                          List.of(
                              "--fixedSize=2m",
                              "--jdbcUrl=jdbc:postgresql://h/d?password=hush",
                              other)));
      assertThat(refused.getMessage(), not(containsString("hush")));
    }
    assertThat(
        mainJobRefusal("--fixedSize=1m", "--fixedSize=2m"),
        equalTo("--fixedSize is given 2 times: allowed is once"));
  }

  @Test
  void aBareWordIsNoOption() {
    assertThat(
        refusal("fixedSize=1m"),
        equalTo("'fixedSize=1m' is no option: allowed are pipeline options as --name=value"));
  }

  @Test
  void everyOptionIsDescribedWithWhatItTakesAndItsDefault() {
    assertThat(
        described(launcher, Runner.FLINK),
        allOf(
            containsString(
                """

                Source

                  --count=NUMBER
                      The number of windows.
                      Allowed: a whole number from 0 to 20.
                      Default: not set.

                Windows

                  --fixedSize=DURATION
                      The size of the fixed windows, which are the only ones.
                      Allowed: a duration from 1ms to 365d.
                      Default: 5m.

                Embedded Flink

                  --metricsPort=NUMBER
                      The port on which a job over topics on embedded Flink answers Prometheus
                      with its metrics, at every address of this machine. Without the option
                      there is none.
                      Allowed: a whole number from 1 to 65535.
                      Default: not set.

                  --stateDir=DIRECTORY|none
                """),
            containsString("\nBeam and the runner flink\n"),
            containsString("\n  --parallelism\n"),
            // Set by the profile; Beam's own defaults are -1 and false.
            matchesPattern("(?s).*\n  --checkpointingInterval\n[^-]* Default: 60000\\.\n.*"),
            matchesPattern("(?s).*\n  --objectReuse\n[^-]*Default: true\\.\n.*"),
            not(containsString("--kafkaReadBatch"))));
  }

  @ParameterizedTest
  @EnumSource
  void theListOfOptionsIsBrokenBetweenWordsOnly(Runner runner) {
    String list = described(MainJob.launcher(), runner);
    assertThat(list, containsString("--sessionMaxLength=DURATION\n"));
    for (String line : list.lines().toList()) {
      boolean oneWord = !line.strip().contains(" ");
      assertThat(line, line.length() <= 80 || oneWord, is(true));
    }
  }

  private static String described(PipelineLauncher launcher, Runner runner) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    launcher.describe(runner, new PrintStream(output, true, StandardCharsets.UTF_8));
    return output.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aMasterThatIsDownIsNamed() throws IOException {
    String master = "127.0.0.1:" + closedPort();
    List<String> arguments = List.of("--flinkMaster=" + master);
    Exception refused =
        assertThrows(IllegalStateException.class, () -> launcher.launch(Runner.FLINK, arguments));
    assertThat(
        refused.getMessage(),
        equalTo(
            "no JobManager answers at " + master + ", which --flinkMaster=" + master + " names"));
  }

  @Test
  void aBrokerThatIsDownIsNamed() throws IOException {
    String down = "127.0.0.1:" + closedPort();
    assertThat(
        failure("--bootstrapServers=" + down),
        equalTo(
            "no Kafka broker answers at "
                + down
                + ", which --bootstrapServers="
                + down
                + " names"));
  }

  @Test
  void aDatabaseThatIsDownIsNamedWithoutItsPassword(@TempDir Path folder) throws IOException {
    String down = "127.0.0.1:" + closedPort();
    String url = "--jdbcUrl=jdbc:postgresql://" + down + "/t?password=secret";
    String named = "no PostgreSQL server answers at " + down + ", which --jdbcUrl names";
    try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String oneOfTwo = "--bootstrapServers=" + down + " , 127.0.0.1:" + open.getLocalPort();
      assertThat("one broker of two is enough", failure(oneOfTwo, url), equalTo(named));
    }
    assertThat(
        "no broker is needed",
        failure(noEvents(folder), "--publishChangelog=false", "--bootstrapServers=" + down, url),
        equalTo(named));
  }

  private static String failure(String... arguments) {
    return assertThrows(
            IllegalStateException.class,
            () -> MainJob.launcher().launch(Runner.FLINK, List.of(arguments)))
        .getMessage();
  }

  @Test
  void serversThatAreNoAddressesAreRefused(@TempDir Path folder) throws IOException {
    assertThat(
        mainJobRefusal("--bootstrapServers=broker"),
        equalTo("--bootstrapServers=broker: it must be HOST:PORT, several separated by commas"));
    assertThat(
        mainJobRefusal("--bootstrapServers=no-such-host.invalid:9092"),
        equalTo(
            "--bootstrapServers is 'no-such-host.invalid:9092': allowed are HOST:PORT, several"
                + " joined by commas, of hosts with an address"));
    assertThat(
        mainJobRefusal(noEvents(folder), "--jdbcUrl=jdbc:postgresql://db:port/t?password=s"),
        equalTo("--jdbcUrl is no URL of PostgreSQL's driver"));
  }

  private static String mainJobRefusal(String... arguments) {
    return assertThrows(
            UsageException.class,
            () -> MainJob.launcher().launch(Runner.DIRECT, List.of(arguments)))
        .getMessage();
  }

  private static String noEvents(Path folder) throws IOException {
    return "--input=" + Files.writeString(folder.resolve("events.jsonl"), "");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aMasterThatIsNoAddressIsRefused() {
    UsageException refused =
        assertThrows(
            UsageException.class,
            () -> launcher.launch(Runner.FLINK, List.of("--flinkMaster=job manager:8081")));
    assertThat(
        refused.getMessage(),
        equalTo(
            "--flinkMaster is 'job manager:8081': allowed are HOST:PORT of a JobManager,"
                + " [local], [auto]"));
  }

  private String refusal(String argument) {
    return assertThrows(
            UsageException.class, () -> launcher.launch(Runner.DIRECT, List.of(argument)))
        .getMessage();
  }
}

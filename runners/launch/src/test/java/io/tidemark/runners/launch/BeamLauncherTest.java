package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.runners.launch.PipelineLauncher.RunningJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

class BeamLauncherTest {

  /** Two options are enough. */
  public interface SmallOptions extends PipelineOptions {
    @Description("Size of the fixed windows.")
    @Default.String("5m")
    String getFixedSize();

    void setFixedSize(String value);

    int getCount();

    void setCount(int value);
  }

  private static Pipeline create(SmallOptions options) {
    if (options.getFixedSize().startsWith("-")) {
      throw new IllegalArgumentException(
          "--fixedSize is " + options.getFixedSize() + ": allowed is more than 0");
    }
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply(Create.of(options.getFixedSize()));
    return pipeline;
  }

  private final PipelineLauncher launcher =
      new BeamLauncher<>(SmallOptions.class, BeamLauncherTest::create, options -> {});

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
            options -> {});
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
        refusal("--fixdSize=1m"), equalTo("unknown option --fixdSize: did you mean --fixedSize?"));
  }

  @Test
  void aWrongTypeNamesOptionAndValue() {
    assertThat(
        refusal("--count=many"), equalTo("--count is 'many': allowed is a value of type int"));
  }

  @Test
  void whatThePipelineRefusesIsAUsageError() {
    assertThat(refusal("--fixedSize=-1m"), equalTo("--fixedSize is -1m: allowed is more than 0"));
  }

  @Test
  void aBareWordIsNoOption() {
    assertThat(
        refusal("fixedSize=1m"),
        equalTo("'fixedSize=1m' is no option: allowed are pipeline options as --name=value"));
  }

  @Test
  void everyOptionIsDescribedWithItsDefault() {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    launcher.describe(new PrintStream(output, true, StandardCharsets.UTF_8));
    assertThat(
        output.toString(StandardCharsets.UTF_8),
        allOf(containsString("--fixedSize"), containsString("5m")));
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
    assertThat(refused.getCause(), is(instanceOf(ConnectException.class)));
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
        equalTo(
            "--bootstrapServers is 'broker': allowed are HOST:PORT, several joined by commas,"
                + " of hosts with an address"));
    assertThat(
        mainJobRefusal(noEvents(folder), "--jdbcUrl=jdbc:postgresql://db:port/t?password=s"),
        equalTo("jdbcUrl jdbc:postgresql://db:port/t?password=*** is not a PostgreSQL URL"));
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

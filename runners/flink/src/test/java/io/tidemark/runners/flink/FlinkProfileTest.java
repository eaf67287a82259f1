package io.tidemark.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.flink.FlinkExecutionEnvironments;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.translation.types.CoderTypeSerializer;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.streaming.api.CheckpointingMode;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.CheckpointConfig.ExternalizedCheckpointCleanup;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Flink is told, read from the environment that the runner sets up. */
class FlinkProfileTest {

  private static final String EXACTLY_ONCE = "--changelogDelivery=EXACTLY_ONCE";

  @Test
  void checkpointsEveryMinuteAndKeepsThemAfterCancellation() {
    CheckpointConfig config = environment(options()).getCheckpointConfig();
    assertThat(config.getCheckpointInterval(), is(60_000L));
    assertThat(config.getMinPauseBetweenCheckpoints(), is(30_000L));
    assertThat(config.getCheckpointTimeout(), is(600_000L));
    assertThat(config.getMaxConcurrentCheckpoints(), is(1));
    assertThat(config.getCheckpointingMode(), is(CheckpointingMode.EXACTLY_ONCE));
    assertThat(
        config.getExternalizedCheckpointCleanup(),
        is(ExternalizedCheckpointCleanup.RETAIN_ON_CANCELLATION));
    assertThat(config.isUnalignedCheckpointsEnabled(), is(false));
  }

  @Test
  void reusesObjectsAndFixesTheNumberOfKeyGroups() {
    StreamExecutionEnvironment environment = environment(options());
    assertThat(environment.getConfig().isObjectReuseEnabled(), is(true));
    assertThat(environment.getMaxParallelism(), is(128));
    assertThat(environment.getConfig().getAutoWatermarkInterval(), is(100L));
  }

  @Test
  void leavesTheStateBackendToTheCluster() {
    assertThat(environment(options()).getStateBackend(), nullValue());
  }

  @Test
  void boundsBundlesByTimeAndSize() {
    FlinkPipelineOptions options = options();
    assertThat(options.getMaxBundleSize(), is(5_000L));
    assertThat(options.getMaxBundleTimeMills(), is(200L));
    assertThat(options.getFinishBundleBeforeCheckpointing(), is(true));
  }

  @Test
  void neverShutsSourcesDownWhileCheckpointsAreOn() {
    FlinkPipelineOptions options = options();
    environment(options);
    assertThat(options.getShutdownSourcesAfterIdleMs(), is(Long.MAX_VALUE));
  }

  @Test
  void whatTheUserGivesWins() {
    FlinkPipelineOptions options =
        options(
            "--checkpointingInterval=5000",
            "--minPauseBetweenCheckpoints=7",
            "--checkpointTimeoutMillis=9000",
            "--retainExternalizedCheckpointsOnCancellation=false",
            "--objectReuse=false",
            "--maxBundleSize=10",
            "--maxBundleTimeMills=20",
            "--finishBundleBeforeCheckpointing=false",
            "--autoWatermarkInterval=30",
            "--maxParallelism=40",
            "--unalignedCheckpointEnabled=true");
    StreamExecutionEnvironment environment = environment(options);
    CheckpointConfig config = environment.getCheckpointConfig();
    assertThat(config.getCheckpointInterval(), is(5_000L));
    assertThat(config.getMinPauseBetweenCheckpoints(), is(7L));
    assertThat(config.getCheckpointTimeout(), is(9_000L));
    assertThat(
        config.getExternalizedCheckpointCleanup(),
        is(ExternalizedCheckpointCleanup.DELETE_ON_CANCELLATION));
    assertThat(config.isUnalignedCheckpointsEnabled(), is(true));
    assertThat(environment.getConfig().isObjectReuseEnabled(), is(false));
    assertThat(environment.getConfig().getAutoWatermarkInterval(), is(30L));
    assertThat(environment.getMaxParallelism(), is(40));
    assertThat(options.getMaxBundleSize(), is(10L));
    assertThat(options.getMaxBundleTimeMills(), is(20L));
    assertThat(options.getFinishBundleBeforeCheckpointing(), is(false));
  }

  @Test
  void pausesNoLongerThanTheIntervalThatWasAskedFor() {
    CheckpointConfig config =
        environment(options("--checkpointingInterval=10000")).getCheckpointConfig();
    assertThat(config.getMinPauseBetweenCheckpoints(), is(10_000L));
  }

  @Test
  void checkpointsCanBeTurnedOff() {
    StreamExecutionEnvironment environment = environment(options("--checkpointingInterval=-1"));
    assertThat(environment.getCheckpointConfig().isCheckpointingEnabled(), is(false));
  }

  @Test
  void whatWaitsForACheckpointIsWrittenWhenTheJobIsDrained() {
    assertThat(options().getEnableStableInputDrain(), is(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--checkpointingInterval=-1", "--checkpointingMode=AT_LEAST_ONCE"})
  void exactlyOnceNeedsCheckpointsThatHold(String without) {
    options(without);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> options(EXACTLY_ONCE, without));
    assertThat(e.getMessage(), startsWith(without + ": it must be "));
  }

  /** The heap backend copies a state value before it changes it under a running snapshot. */
  @Test
  void aStateValueIsReallyCopiedBecauseFasterCopyIsOff() {
    List<Integer> state = new ArrayList<>(List.of(1));
    assertThat(copy(state, options()) == state, is(false));
    assertThat(copy(state, options("--fasterCopy=true")), sameInstance(state));
  }

  private static List<Integer> copy(List<Integer> state, FlinkPipelineOptions options) {
    return new CoderTypeSerializer<>(ListCoder.of(VarIntCoder.of()), options.getFasterCopy())
        .copy(state);
  }

  private static FlinkPipelineOptions options(String... args) {
    PipelineOptionsFactory.register(TidemarkOptions.class);
    FlinkPipelineOptions options =
        PipelineOptionsFactory.fromArgs(args).as(FlinkPipelineOptions.class);
    options.setStreaming(true);
    FlinkProfile.applyDefaults(options);
    return options;
  }

  private static StreamExecutionEnvironment environment(FlinkPipelineOptions options) {
    return FlinkExecutionEnvironments.createStreamExecutionEnvironment(options, List.of(), null);
  }
}

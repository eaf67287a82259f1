package io.tidemark.runners.flink;

import io.tidemark.pipelines.options.Delivery;
import io.tidemark.pipelines.options.KafkaReadOptions;
import io.tidemark.pipelines.options.OrderOptions;
import io.tidemark.pipelines.options.RunnerOptions;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.display.DisplayData;

/**
 * The default settings of a job on Flink. Each applies only if the user does not give the option,
 * so {@code --name=value} always wins, even if it repeats the default of Beam.
 *
 * <table>
 * <caption>Set here</caption>
 * <tr><th>option</th><th>value</th><th>why</th></tr>
 * <tr><td>checkpointingInterval</td><td>60,000 ms</td><td>Beam's default is no checkpoints: a
 *   failure would start from nothing, and Kafka offsets would never be committed. A minute bounds
 *   what is replayed; the demo sets 10,000.</td></tr>
 * <tr><td>minPauseBetweenCheckpoints</td><td>30,000 ms, at most the interval</td><td>when a
 *   checkpoint takes as long as the interval, the job still works between two.</td></tr>
 * <tr><td>checkpointTimeoutMillis</td><td>600,000 ms</td><td>the default of Flink, named so that
 *   it can be seen beside the interval.</td></tr>
 * <tr><td>externalizedCheckpointsEnabled, retainExternalizedCheckpointsOnCancellation</td>
 *   <td>true</td><td>a cancelled or lost job can be started again from its last checkpoint. How
 *   many are kept is the cluster's {@code state.checkpoints.num-retained}: 10.</td></tr>
 * <tr><td>objectReuse</td><td>true</td><td>Beam forbids changing an element after it was received
 *   or sent, so Flink's defensive copy between chained steps buys nothing.</td></tr>
 * <tr><td>maxBundleSize</td><td>5,000 elements</td><td>the sink writes and commits once for each
 *   bundle, and batching within a bundle saves an access to state for each element.</td></tr>
 * <tr><td>maxBundleTimeMills</td><td>200 ms</td><td>each step that opens bundles adds up to this
 *   much latency; there are two between a record and its pane, and one more before a table. Beam's
 *   default is 1,000.</td></tr>
 * <tr><td>finishBundleBeforeCheckpointing</td><td>true</td><td>otherwise what a bundle emits at its
 *   end cannot pass the checkpoint's barrier, is written into the checkpoint and read
 *   back.</td></tr>
 * <tr><td>autoWatermarkInterval</td><td>100 ms</td><td>how often sources emit the watermark, which
 *   bounds how long the on-time pane of a window waits after its end.</td></tr>
 * <tr><td>maxParallelism</td><td>128</td><td>the number of key groups, fixed for the life of a
 *   savepoint. By itself Flink derives it from the first parallelism; with 128 a job that was
 *   started small can be rescaled to 128. The runner also splits a source into as many parts, so
 *   that each partition is read and moved alone; a source split by the first parallelism could
 *   never spread.</td></tr>
 * <tr><td>enableStableInputDrain</td><td>true</td><td>a job that is drained writes the dead letters
 *   that wait for its next checkpoint. With the default of Beam it fails instead.</td></tr>
 * <tr><td>kafkaReadBatch</td><td>500 records</td><td>the runner updates all metrics of a source
 *   each time it advances, which took a quarter of the job; with many records in an element it does
 *   so once for all of them.</td></tr>
 * <tr><td>restateAfterRestart</td><td>true</td><td>sinks have seen what was emitted after the
 *   checkpoint that a job is restored from, so current panes are emitted again. On Flink an
 *   instance of a step lives exactly as long as an attempt, so a new instance means a
 *   restart.</td></tr>
 * <tr><td>keepsOrderBetweenSteps</td><td>true</td><td>all steps have one parallelism, so steps
 *   without a shuffle between them are chained, or each instance has one channel to the next. Rows
 *   then need no shuffle on their way from their windows to Kafka. The price: the end of a bundle
 *   waits for the brokers, and the windows of its task wait with it.</td></tr>
 * </table>
 *
 * <p>Refused with {@code --changelogDelivery=EXACTLY_ONCE}, which publishes what a checkpoint has
 * made durable: {@code --checkpointingInterval=-1} and {@code --checkpointingMode=AT_LEAST_ONCE}.
 *
 * <p>Left alone, and why:
 *
 * <ul>
 *   <li>{@code fasterCopy} stays false. With it, copying a state value returns the same object. The
 *       windowing keeps its accumulators in keyed state and adds to them in place; on the heap
 *       backend an asynchronous snapshot would then be written while they change, and a checkpoint
 *       could hold half an update. It would buy little: RocksDB makes a new object on every read
 *       without it, and objectReuse spares the copies between chained steps.
 *   <li>{@code unalignedCheckpointEnabled} stays false: aligned checkpoints hold no elements in
 *       flight, so they are small, a savepoint can be rescaled, and latency under backpressure is
 *       bounded by the small bundles.
 *   <li>{@code stateBackend} stays unset. Heap state when embedded; on a cluster the cluster's own
 *       {@code state.backend.type} decides (RocksDB, incremental, managed memory), because naming
 *       it here would demand RocksDB's natives in the launcher.
 *   <li>{@code numberOfExecutionRetries} stays unset: it selects Flink's legacy fixed retries. The
 *       cluster's {@code restart-strategy.type} decides; without one and with checkpoints on, Flink
 *       retries for ever, a second apart.
 *   <li>{@code shutdownSourcesAfterIdleMs} stays unset: with checkpoints on, the runner keeps
 *       sources open for ever, as a stream must. Whoever turns checkpoints off in streaming gets 0,
 *       and a job that ends when its sources are idle.
 *   <li>{@code parallelism} stays unset: all processors when embedded, {@code parallelism.default}
 *       of the cluster otherwise.
 * </ul>
 */
public final class FlinkProfile {

  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private FlinkProfile() {}

  /**
   * Sets the value of the profile for every option that was given none.
   *
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public static void applyDefaults(FlinkPipelineOptions options) {
    Unset unset = new Unset(explicit(options));
    unset.set("checkpointingInterval", 60_000L, options::setCheckpointingInterval);
    unset.set(
        "minPauseBetweenCheckpoints",
        Math.min(LONGEST_PAUSE_MILLIS, options.getCheckpointingInterval()),
        options::setMinPauseBetweenCheckpoints);
    unset.set("checkpointTimeoutMillis", 600_000L, options::setCheckpointTimeoutMillis);
    unset.set("externalizedCheckpointsEnabled", true, options::setExternalizedCheckpointsEnabled);
    unset.set(
        "retainExternalizedCheckpointsOnCancellation",
        true,
        options::setRetainExternalizedCheckpointsOnCancellation);
    unset.set("objectReuse", true, options::setObjectReuse);
    unset.set("maxBundleSize", 5_000L, options::setMaxBundleSize);
    unset.set("maxBundleTimeMills", 200L, options::setMaxBundleTimeMills);
    unset.set("finishBundleBeforeCheckpointing", true, options::setFinishBundleBeforeCheckpointing);
    unset.set("autoWatermarkInterval", 100L, options::setAutoWatermarkInterval);
    unset.set("maxParallelism", 128, options::setMaxParallelism);
    unset.set("enableStableInputDrain", true, options::setEnableStableInputDrain);
    unset.set("restateAfterRestart", true, options.as(RunnerOptions.class)::setRestateAfterRestart);
    unset.set(
        "keepsOrderBetweenSteps", true, options.as(OrderOptions.class)::setKeepsOrderBetweenSteps);
    unset.set("kafkaReadBatch", 500, options.as(KafkaReadOptions.class)::setKafkaReadBatch);
    if (options.as(TidemarkOptions.class).getChangelogDelivery() == Delivery.EXACTLY_ONCE) {
      checkExactlyOnce(options);
    }
  }

  private static void checkExactlyOnce(FlinkPipelineOptions options) {
    long interval = options.getCheckpointingInterval();
    check(interval > 0, "checkpointingInterval", interval, "longer than 0 ms");
    String mode = options.getCheckpointingMode();
    check(mode.equals("EXACTLY_ONCE"), "checkpointingMode", mode, "EXACTLY_ONCE");
  }

  private static void check(boolean holds, String option, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "--%s=%s: it must be %s with --changelogDelivery=EXACTLY_ONCE"
              .formatted(option, value, allowed));
    }
  }

  /**
   * Returns the names of the options that the user gave, which are exactly those in the display
   * data.
   */
  private static Set<String> explicit(PipelineOptions options) {
    return DisplayData.from(options).items().stream()
        .map(DisplayData.Item::getKey)
        .collect(Collectors.toSet());
  }

  private record Unset(Set<String> explicit) {
    <T> void set(String name, T value, Consumer<T> setter) {
      if (!explicit.contains(name)) {
        setter.accept(value);
      }
    }
  }
}

package io.tidemark.runners.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineVisitor;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PValue;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts an endless job on a Flink in this process, which goes on from the newest checkpoint or
 * savepoint of its state directory.
 */
final class EmbeddedFlink {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);

  private final FlinkPipelineOptions options;
  private final StateDirectory directory;
  private final StateIdentity identity;

  private EmbeddedFlink(
      FlinkPipelineOptions options, StateDirectory directory, StateIdentity identity) {
    this.options = options;
    this.directory = directory;
    this.identity = identity;
  }

  /** Returns whether some input of the pipeline has no end, so that the job has none either. */
  static boolean isEndless(Pipeline pipeline) {
    boolean[] endless = new boolean[1];
    pipeline.traverseTopologically(
        new PipelineVisitor.Defaults() {
          @Override
          public void visitValue(PValue value, TransformHierarchy.Node producer) {
            endless[0] |=
                value instanceof PCollection<?> collection
                    && collection.isBounded() == IsBounded.UNBOUNDED;
          }
        });
    return endless[0];
  }

  /**
   * Starts the job.
   *
   * @param identity whose state it is; null for a job whose state is not kept
   * @throws UsageException if the state is another job's, or another version's
   * @throws IllegalStateException if another process uses the directory
   */
  static EmbeddedJob launch(
      Pipeline pipeline, FlinkPipelineOptions options, @Nullable StateIdentity identity) {
    StateDirectory directory =
        StateChoice.here().open(options.as(EmbeddedOptions.class).getStateDir(), identity);
    try {
      StateIdentity known =
          identity == null
              ? new StateIdentity(StateIdentity.FORMS, "", Map.of(), Map.of())
              : identity;
      return new EmbeddedFlink(options, directory, known).launch(pipeline);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private EmbeddedJob launch(Pipeline pipeline) {
    Optional<StateRun> before = directory.newestComplete();
    Snapshot start = start(before);
    JobID job = JobID.generate();
    Path run = directory.nextRun();
    directory.keepOnly(before.isEmpty() ? List.of(run) : List.of(before.get().directory(), run));
    EmbeddedSettings settings =
        EmbeddedSettings.of(given(), directory, run, job)
            .withMetrics(options.as(EmbeddedOptions.class).getMetricsPort())
            .from(start, options.getAllowNonRestoredState());
    options.setFlinkConfDir(settings.write(run.resolve("conf")).toString());
    options.setSavepointPath(null);
    // Otherwise Beam would wait for the end of the job.
    options.setAttachedMode(false);
    StateRun begun = directory.begin(run, job, settings.checkpoints(), identity);
    pipeline.run();
    return new EmbeddedJob(
        SubmittedJobs.take(job),
        new FlinkRest(settings.rest(), job.toHexString()),
        directory,
        begun);
  }

  private Configuration given() {
    String directory = options.getFlinkConfDir();
    return directory == null
        ? GlobalConfiguration.loadConfiguration()
        : GlobalConfiguration.loadConfiguration(directory);
  }

  /** Returns what the job goes on from, and says so; null for from nothing. */
  private @Nullable Snapshot start(Optional<StateRun> before) {
    if (!directory.isKept()) {
      LOG.warn("no state is kept: open windows are lost when this process ends");
    }
    String named = options.getSavepointPath();
    if (named != null) {
      Snapshot savepoint = Snapshot.at(named);
      said("goes on from --savepointPath=" + named + before(before));
      return savepoint;
    }
    if (before.isEmpty()) {
      said("has no checkpoint; the job starts without state");
      return null;
    }
    check(before.get());
    Snapshot newest = before.get().newest().orElseThrow();
    said("the job goes on from " + newest.path().getName() + " of " + newest.taken());
    return newest;
  }

  private static String before(Optional<StateRun> before) {
    return before
        .flatMap(StateRun::newest)
        .map(newest -> ", and not from " + newest.path() + " of " + newest.taken())
        .orElse("");
  }

  private void said(String what) {
    if (directory.isKept()) {
      LOG.info("state directory {} ({} MB): {}", directory.path(), directory.size() >> 20, what);
    }
  }

  private void check(StateRun before) {
    List<String> differences = before.identity().differences(identity);
    if (!differences.isEmpty()) {
      throw new UsageException(
          "the state in "
              + directory.path()
              + " cannot be gone on from:\n  "
              + String.join("\n  ", differences)
              + "\nStart as before, or with a new --stateDir, or remove that one: the job then has no"
              + " state, reads again from where no window was open, and replaces the rows.");
    }
  }
}

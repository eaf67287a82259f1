package io.tidemark.pipelines;

import io.tidemark.changelog.Changelog;
import io.tidemark.pipelines.record.Resumed;
import io.tidemark.pipelines.record.WithSource;
import io.tidemark.pipelines.series.SeriesKey;

/** How the windows of each stream go on when a job is started again. */
final class AfterRestart {

  /** Boxed once: it is asked for with every event. */
  private static final Long NO_JOB_BEFORE = Long.MIN_VALUE;

  private AfterRestart() {}

  /** Returns the changelog with what {@code restart} says. */
  static <E, O> Changelog<SeriesKey, WithSource<E>, O> configure(
      Changelog<SeriesKey, WithSource<E>, O> windows, Settings.Restart restart) {
    return windows
        .withReemitAfterRestart(restart.restates())
        .withSettledBefore(
            event -> {
              Resumed resumed = event.raw().resumed();
              return resumed == null ? NO_JOB_BEFORE : (Long) resumed.watermarkMillis();
            })
        .withStateSettings(restart.stateSettings());
  }
}

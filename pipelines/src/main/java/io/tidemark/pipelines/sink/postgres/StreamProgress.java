package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.row.Computation;
import java.io.Serializable;
import java.util.Objects;

/**
 * The stream whose progress a step says.
 *
 * @param computation what makes the rows
 * @param allowedLatenessMillis event time after the end of a window in which its row may change
 * @param bounded whether the input ends by itself. Such a run says how far it is only where nothing
 *     stands: it may run beside a job that does not end, or before the next start of one, and must
 *     not call final what that job will change
 */
record StreamProgress(Computation computation, long allowedLatenessMillis, boolean bounded)
    implements Serializable {

  StreamProgress {
    Objects.requireNonNull(computation, "computation");
    if (allowedLatenessMillis < 0) {
      throw new IllegalArgumentException(
          "allowed lateness %d ms of stream %s must not be negative"
              .formatted(allowedLatenessMillis, computation.stream()));
    }
  }
}

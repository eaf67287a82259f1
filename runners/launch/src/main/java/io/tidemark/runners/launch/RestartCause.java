package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.Redaction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a job restarts.
 *
 * @param millis when it failed, in milliseconds of the epoch
 * @param step the name of the step of the pipeline; empty if none failed
 * @param what the innermost cause, in one line of at most 500 characters, without secrets
 */
record RestartCause(long millis, String step, String what) {
  private static final int MOST = 500;
  private static final Pattern CAUSE = Pattern.compile("(?m)^Caused by: (.*)$");
  private static final Pattern CLASS = Pattern.compile("^(?:[a-zA-Z0-9_$]+\\.)+([A-Za-z0-9_$]+)");

  /**
   * Reads a cause from what Flink tells.
   *
   * @param task as Flink names it: the steps that are chained, and which of its parallel tasks
   */
  static RestartCause of(long millis, String task, String stackTrace) {
    String line = stackTrace.lines().findFirst().orElse("unknown");
    Matcher causes = CAUSE.matcher(stackTrace);
    while (causes.find()) {
      line = causes.group(1);
    }
    Matcher name = CLASS.matcher(line);
    String what = Redaction.of(name.find() ? name.replaceFirst("$1") : line);
    return new RestartCause(
        millis, step(task), what.length() > MOST ? what.substring(0, MOST) + "…" : what);
  }

  private static String step(String task) {
    String first = task.replaceFirst(" - execution #.*", "").replaceFirst(" \\(\\d+/\\d+\\)$", "");
    return first.length() > 80 ? first.substring(0, 80) + "…" : first;
  }

  /** Returns whether the other one is the same failure, at another time or of another task. */
  boolean isLike(RestartCause other) {
    return digest().equals(other.digest());
  }

  /** The failure without numbers, which differ from one attempt to the next. */
  String digest() {
    return what.replaceAll("[0-9a-f]{8}[0-9a-f-]*|[0-9]+", "#");
  }

  /** Returns what a person can do about it. */
  String advice() {
    if (what.contains("OutOfMemoryError")) {
      return "Give the process more memory: TIDEMARK_JAVA_OPTS=-Xmx4g.";
    }
    if (what.contains("No space left")) {
      return "Make room on the disk of the state directory, or give another --stateDir.";
    }
    if (what.contains("heckpoint") && what.contains("tolerable")) {
      return "No checkpoint completes; what Flink says of one that failed is above or below."
          + " Look at the disk of the state directory.";
    }
    return "Nothing is lost; the job goes on from its last checkpoint, and tries for ever, up to a"
        + " minute apart. What to mend is in the sentence before.";
  }
}

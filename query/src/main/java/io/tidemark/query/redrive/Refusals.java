package io.tidemark.query.redrive;

import io.tidemark.query.deadletter.Letter;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.row.Stream;
import java.util.Map;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Which letters are not sent again, and why: they would come back, or were no input. */
final class Refusals {

  static final String LATE_AGAIN = "would-be-late-again";

  /** The most times that an input is sent again. */
  static final int MOST_ATTEMPTS = 3;

  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private static final Map<String, Stream> STREAM_OF_STEP =
      Map.of(
          "Performance", Stream.PERFORMANCE,
          "Feedback", Stream.FEEDBACK,
          "Health", Stream.HEALTH);

  private final ProgressView progress;

  Refusals(ProgressView progress) {
    this.progress = progress;
  }

  /**
   * Returns why a letter is refused; null if it is not.
   *
   * @param attempts how often it was sent again before
   * @param force whether one is sent again whose bytes alone are the reason: the decoder has
   *     changed
   */
  @Nullable String of(Letter letter, int attempts, boolean force) {
    if (attempts >= MOST_ATTEMPTS) {
      return "sent-again-" + attempts + "-times";
    }
    String byReason =
        switch (letter.reason()) {
          case "REJECTED" -> "a-row-and-not-an-input";
          case "OVERSIZE" -> "too-large-again";
          case "CONFLICT" -> "counted-with-another-content";
          case "MALFORMED" -> force ? null : "malformed-again-unless-forced";
          case "LATE" -> isLateAgain(letter) ? LATE_AGAIN : null;
          default -> null;
        };
    if (byReason != null) {
      return byReason;
    }
    return TOPIC.matcher(letter.topic()).matches() ? null : "not-read-from-a-topic";
  }

  /** What is not known to be in time is taken to be late: it cannot be taken back. */
  private boolean isLateAgain(Letter letter) {
    Stream stream = STREAM_OF_STEP.get(letter.step());
    Long finalBefore = stream == null ? null : progress.of(stream).finalBefore();
    return finalBefore == null
        || letter.eventTimeMillis() == null
        || letter.eventTimeMillis() < finalBefore;
  }
}

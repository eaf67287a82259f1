package io.tidemark.pipelines;

import io.tidemark.pipelines.row.Computation;
import java.util.LinkedHashMap;

/** What makes the rows of each stream, as the settings have it. */
final class Computations {

  private Computations() {}

  /** Returns the computation of fixed windows of performance. */
  static Computation fixed(Settings.Performance settings) {
    LinkedHashMap<String, String> made =
        settings.restart().settings("dimensions", "fixedSize", "fixedOffset", "relativeError");
    String offset = made.get("fixedOffset");
    String windows = "fixed " + made.get("fixedSize");
    return new Computation(
        "performance",
        offset.equals("0s") ? windows : windows + ", offset " + offset,
        made.get("dimensions"),
        made);
  }

  /** Returns the computation of sliding windows of performance, and of the anomalies among them. */
  static Computation sliding(Settings.Performance settings) {
    LinkedHashMap<String, String> made =
        settings.restart().settings("dimensions", "slidingSize", "slidingPeriod", "relativeError");
    return new Computation(
        "sliding",
        "sliding " + made.get("slidingSize") + " every " + made.get("slidingPeriod"),
        made.get("dimensions"),
        made);
  }

  /** Returns the computation of sessions of feedback. */
  static Computation feedback(Settings.Feedback settings) {
    LinkedHashMap<String, String> made =
        settings.restart().settings("sessionGap", "sessionMaxLength");
    return new Computation(
        "feedback",
        "sessions, gap " + made.get("sessionGap") + ", at most " + made.get("sessionMaxLength"),
        "session_id",
        made);
  }

  /** Returns the computation of windows of health. */
  static Computation health(Settings.Health settings) {
    LinkedHashMap<String, String> made = settings.restart().settings("healthSize");
    return new Computation("health", "fixed " + made.get("healthSize"), "component", made);
  }
}

package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.event.SystemHealth.Status;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The words that programs write where a value is meant: for none, for true and false, and for the
 * health of a component. White space around a word and the case of its letters do not matter.
 */
final class Words {
  /** The words for a status, for messages. */
  static final String STATUSES =
      "healthy (or up, ok, pass, running, ready, serving, green), degraded (or warn, partial,"
          + " starting, unknown, yellow), unhealthy (or down, critical, fail, error, dead, offline,"
          + " red)";

  /** In characters, so that only short ids are looked up; a few may be blanks around the word. */
  private static final int LONGEST_NO_ID = 12;

  private Words() {}

  /**
   * Returns whether the text is what programs print for a value that is not there: nothing, {@code
   * null}, {@code None}, {@code undefined}, {@code NaN} and their like.
   */
  static boolean isNone(String text) {
    String word = text.strip();
    return switch (word.length()) {
      case 0 -> true;
      case 3, 4, 5, 6, 9, 10 ->
          switch (word.toLowerCase(Locale.ROOT)) {
            case "nan",
                    "nil",
                    "null",
                    "none",
                    "<nil>",
                    "<null>",
                    "(null)",
                    "<none>",
                    "undefined",
                    "%!s(<nil>)" ->
                true;
            default -> false;
          };
      default -> false;
    };
  }

  /**
   * Returns whether the text names nothing, though it stands where an identifier should: a word for
   * none, {@code unknown}, {@code n/a}, {@code -1}, or zeros, as in a UUID that was never set. Two
   * events with such an id have nothing in common.
   */
  static boolean isNoId(String id) {
    return isZeros(id) || isNone(id) || (id.length() <= LONGEST_NO_ID && isWordForNoId(id));
  }

  private static boolean isWordForNoId(String id) {
    return switch (id.strip().toLowerCase(Locale.ROOT)) {
      case "unknown", "n/a", "na", "?", "-1", "false", "missing", "empty", "{}", "[]" -> true;
      default -> false;
    };
  }

  private static boolean isZeros(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c != '0' && c != '-' && c != '.') {
        return false;
      }
    }
    return true;
  }

  /** Returns 1 for a word for true, 0 for a word for false, -1 for any other text. */
  static int bool(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "y", "t", "on", "1" -> 1;
      case "false", "no", "n", "f", "off", "0" -> 0;
      default -> -1;
    };
  }

  /** Returns 1 for a thumb up, 0 for a thumb down, -1 for any other text. */
  static int thumb(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "up", "thumbs_up", "thumbs up", "like", "liked", "positive", "+1", "👍" -> 1;
      case "down", "thumbs_down", "thumbs down", "dislike", "disliked", "negative", "-1", "👎" -> 0;
      default -> -1;
    };
  }

  /** Returns the status that agents mean by this word; null for a word that is none of theirs. */
  static @Nullable Status status(String text) {
    return switch (text) {
      case "healthy" -> Status.HEALTHY;
      case "degraded" -> Status.DEGRADED;
      case "unhealthy" -> Status.UNHEALTHY;
      default ->
          otherStatus(text.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_'));
    };
  }

  private static @Nullable Status otherStatus(String word) {
    return switch (word) {
      case "healthy",
              "up",
              "ok",
              "okay",
              "pass",
              "passed",
              "passing",
              "success",
              "running",
              "ready",
              "serving",
              "active",
              "alive",
              "live",
              "online",
              "available",
              "operational",
              "normal",
              "good",
              "green" ->
          Status.HEALTHY;
      case "degraded",
              "warn",
              "warning",
              "partial",
              "partially_degraded",
              "degraded_performance",
              "partial_outage",
              "impaired",
              "unstable",
              "busy",
              "overloaded",
              "throttled",
              "starting",
              "initializing",
              "pending",
              "restarting",
              "recovering",
              "draining",
              "stopping",
              "maintenance",
              "under_maintenance",
              "unknown",
              "service_unknown",
              "yellow",
              "amber",
              "orange" ->
          Status.DEGRADED;
      case "unhealthy",
              "down",
              "critical",
              "crit",
              "fail",
              "failed",
              "failing",
              "failure",
              "error",
              "fatal",
              "emergency",
              "alert",
              "crashed",
              "dead",
              "offline",
              "stopped",
              "unavailable",
              "unreachable",
              "not_ready",
              "notready",
              "not_serving",
              "out_of_service",
              "outofservice",
              "major_outage",
              "outage",
              "bad",
              "red" ->
          Status.UNHEALTHY;
      default -> null;
    };
  }
}

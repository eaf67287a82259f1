package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.deadletter.Reason;

/**
 * Ends the reading of a record or of one span in it. It has no stack trace, because bad records may
 * be many.
 */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  final Reason reason;

  private Unreadable(Reason reason, String sentence) {
    super(sentence, null, false, false);
    this.reason = reason;
  }

  static Unreadable malformed(String sentence) {
    return new Unreadable(Reason.MALFORMED, sentence);
  }

  static Unreadable invalid(String sentence) {
    return new Unreadable(Reason.INVALID, sentence);
  }

  static Unreadable oversize(String sentence) {
    return new Unreadable(Reason.OVERSIZE, sentence);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}

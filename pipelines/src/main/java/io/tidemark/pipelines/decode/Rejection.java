package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.deadletter.Reason;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Leaves the decoding of one record early. Carries no stack trace: bad records may be many. */
final class Rejection extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  private Rejection(Reason reason, String error) {
    super(error, null, false, false);
    this.reason = reason;
  }

  static Rejection malformed(String error) {
    return new Rejection(Reason.MALFORMED, error);
  }

  static Rejection invalid(String error) {
    return new Rejection(Reason.INVALID, error);
  }

  Decoded.Rejected asDecoded(@Nullable Long eventTimeMillis) {
    return new Decoded.Rejected(reason, String.valueOf(getMessage()), eventTimeMillis);
  }
}

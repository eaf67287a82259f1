package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.record.Decoded;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Ends the decoding of one record with a reason. It has no stack trace, because bad records may be
 * many and filling one in is expensive.
 */
final class Rejection extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  private Rejection(Reason reason, String error) {
    super(error, null, false, false);
    this.reason = reason;
  }

  /** Returns a rejection of what is no JSON, has a wrong type or lacks a field. */
  static Rejection malformed(String error) {
    return new Rejection(Reason.MALFORMED, error);
  }

  /** Returns a rejection of a value that is outside its range. */
  static Rejection invalid(String error) {
    return new Rejection(Reason.INVALID, error);
  }

  /** Returns a rejection of what is more than is accepted. */
  static Rejection oversize(String error) {
    return new Rejection(Reason.OVERSIZE, error);
  }

  /** Returns the outcome of decoding, with the event time if that could be read. */
  Decoded.Rejected asDecoded(@Nullable Long eventTimeMillis) {
    return new Decoded.Rejected(reason, String.valueOf(getMessage()), eventTimeMillis);
  }
}

package io.tidemark.query.feed;

/** Thrown for a record of a changelog topic that is none of the job's. */
public final class MalformedRecordException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedRecordException(String message) {
    super(message);
  }

  MalformedRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}

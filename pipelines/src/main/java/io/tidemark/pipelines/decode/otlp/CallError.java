package io.tidemark.pipelines.decode.otlp;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The kind of error that a call ended in. A call failed if its status is an error, or it names a
 * type of error, or Langfuse's level is one. An exception event alone is a handled exception.
 */
final class CallError {
  /** What the conventions write for an error of which nothing is known. */
  private static final String OTHER = "_OTHER";

  private static final String LEVEL_ERROR = "ERROR";

  private CallError() {}

  /** Returns the kind of error; null for a call that succeeded. */
  static @Nullable String of(SpanFields span) {
    String type = span.attributes.text(Key.ERROR_TYPE);
    if (type != null) {
      return type;
    }
    if (span.statusCode != SpanFields.STATUS_ERROR
        && !LEVEL_ERROR.equalsIgnoreCase(span.attributes.text(Key.LANGFUSE_LEVEL))) {
      return null;
    }
    String status = span.attributes.text(Key.HTTP_STATUS);
    if (status != null) {
      return status;
    }
    return span.exceptionType == null ? OTHER : span.exceptionType;
  }
}

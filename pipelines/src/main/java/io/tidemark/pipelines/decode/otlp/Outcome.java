package io.tidemark.pipelines.decode.otlp;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One span or log record of a request, and what becomes of it.
 *
 * @param index which of the request, from 0; {@link #WHOLE} for a request that cannot be read
 * @param fate what becomes of it
 * @param slices where it stands in the record; null for the whole record
 * @param inherited what it has from spans around it; {@link Context#NONE} if nothing
 */
record Outcome(int index, SpanFate fate, @Nullable Slices slices, Context inherited) {
  /** The index of a request that cannot be read as a whole. */
  static final int WHOLE = -1;
}

package io.tidemark.pipelines.decode.otlp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.checkerframework.checker.nullness.qual.Nullable;

/** When a span ended, and how long its parts took. */
final class Timing {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final int LONGEST_TIME = 64;

  private Timing() {}

  /** Returns unsigned nanoseconds since the epoch as milliseconds, rounded down. */
  static long millis(long nanos) {
    return Long.divideUnsigned(nanos, 1_000_000);
  }

  /** Returns end − start in milliseconds; NaN if the start is not known. */
  static double latencyMs(SpanFields span) {
    return span.startNanos == 0
        ? Double.NaN
        : Long.compareUnsigned(span.endNanos, span.startNanos) < 0
            ? -millisBetween(span.endNanos, span.startNanos)
            : millisBetween(span.startNanos, span.endNanos);
  }

  private static double millisBetween(long from, long to) {
    long nanos = to - from;
    return (nanos >= 0 ? nanos : Math.scalb(1.0, Long.SIZE) + nanos) / NANOS_PER_MILLI;
  }

  /** Returns how long the first token took, in milliseconds; NaN if it is not known. */
  static double timeToFirstTokenMs(SpanFields span) {
    double seconds = Spellings.TTFT_SECONDS.decimal(span.attributes);
    if (!Double.isNaN(seconds)) {
      return seconds * MILLIS_PER_SECOND;
    }
    double millis = Spellings.TTFT_MS.decimal(span.attributes);
    if (!Double.isNaN(millis)) {
      return millis;
    }
    long first = firstTokenNanos(span);
    return first == 0 || span.startNanos == 0
        ? Double.NaN
        : (first - span.startNanos) / NANOS_PER_MILLI;
  }

  private static long firstTokenNanos(SpanFields span) {
    String text = span.attributes.text(Key.LANGFUSE_COMPLETION_START);
    Instant time = text == null ? null : time(Texts.unquoted(text).strip());
    return time == null
        ? span.firstTokenNanos
        : time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  /** Returns the moment; null for what is none, or has no offset, for that is not guessed. */
  private static @Nullable Instant time(String text) {
    if (text.length() > LONGEST_TIME) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
    } catch (DateTimeException noTime) {
      return null;
    }
  }

  /** Returns how long the call waited in the server, in milliseconds; NaN if it is not known. */
  static double queueTimeMs(Attributes span) {
    return Spellings.QUEUE_SECONDS.decimal(span) * MILLIS_PER_SECOND;
  }
}

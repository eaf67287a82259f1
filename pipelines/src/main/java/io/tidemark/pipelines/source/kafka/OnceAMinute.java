package io.tidemark.pipelines.source.kafka;

import org.slf4j.Logger;

/** Says what goes on going wrong once a minute, so that the log stays readable. */
final class OnceAMinute {
  private static final long PAUSE_NANOS = 60_000_000_000L;

  private final Logger log;
  private long saidNanos = System.nanoTime() - PAUSE_NANOS;

  OnceAMinute(Logger log) {
    this.log = log;
  }

  /** Logs a warning unless there was one within the last minute. */
  void warn(String message, Object... arguments) {
    long now = System.nanoTime();
    if (now - saidNanos >= PAUSE_NANOS) {
      saidNanos = now;
      log.warn(message, arguments);
    }
  }
}

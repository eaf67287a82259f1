package io.tidemark.internal.version;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The clock from which the versions of changes are drawn. It may jump back, as versions are
 * increased where needed; tests replace it.
 */
@FunctionalInterface
public interface VersionClock extends Serializable {

  /** The current time, in microseconds since the epoch. */
  long micros();

  /** The clock of the machine. */
  static VersionClock system() {
    return () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}

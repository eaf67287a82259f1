package io.tidemark.changelog;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Processing time for the versions of changes. */
@FunctionalInterface
interface Clock extends Serializable {

  /** Microseconds since the epoch. */
  long micros();

  /** The machine's clock. */
  static Clock system() {
    return () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}

package io.tidemark.internal.version;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Processing time for the versions of changes. */
@FunctionalInterface
public interface VersionClock extends Serializable {

  /** Microseconds since the epoch. */
  long micros();

  /** The machine's clock. */
  static VersionClock system() {
    return () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}

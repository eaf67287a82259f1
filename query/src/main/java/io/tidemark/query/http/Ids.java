package io.tidemark.query.http;

import io.tidemark.query.row.RowKey;
import java.time.Instant;
import java.util.Optional;

/**
 * Keys of rows in requests. Anybody can write one: what no row can have, and the database would
 * stumble over, is no id.
 */
final class Ids {
  private static final long EARLIEST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
  private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  private Ids() {}

  /** Returns the key that an id names; empty if it is not an id. */
  static Optional<RowKey> parse(String id) {
    return RowKey.ofId(id)
        .filter(key -> key.id().equals(id))
        .filter(key -> isTime(key.start()) && isTime(key.end()) && key.start() <= key.end())
        .filter(key -> key.key().indexOf('\0') < 0);
  }

  /** Returns whether a time, in milliseconds since the epoch, has a year of 1 to 9999. */
  static boolean isTime(long millis) {
    return millis >= EARLIEST && millis <= LATEST;
  }
}

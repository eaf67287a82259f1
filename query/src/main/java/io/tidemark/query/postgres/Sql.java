package io.tidemark.query.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The text of a query with the values of its parameters, put together piece by piece. */
public final class Sql {

  private static final OffsetDateTime EARLIEST = OffsetDateTime.parse("0001-01-01T00:00:00Z");
  private static final OffsetDateTime LATEST = OffsetDateTime.parse("9999-12-31T23:59:59Z");

  private final StringBuilder text = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  /** Appends a piece with as many {@code ?} as there are values. */
  public Sql add(String piece, Object... more) {
    text.append(piece);
    values.addAll(List.of(more));
    return this;
  }

  /** Appends another query. */
  public Sql add(Sql other) {
    text.append(other.text);
    values.addAll(other.values);
    return this;
  }

  public String text() {
    return text.toString();
  }

  public void bind(PreparedStatement statement) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
  }

  /** Returns a value for a time in milliseconds since the epoch; {@code MAX_VALUE} is infinity. */
  public static OffsetDateTime millis(long millis) {
    if (millis == Long.MAX_VALUE) {
      return OffsetDateTime.MAX; // The driver makes it infinity.
    }
    long within =
        Math.max(
            EARLIEST.toInstant().toEpochMilli(),
            Math.min(LATEST.toInstant().toEpochMilli(), millis));
    return Instant.ofEpochMilli(within).atOffset(ZoneOffset.UTC);
  }

  /** Returns a value for a time in microseconds since the epoch, from the year 1 to 9999. */
  public static OffsetDateTime micros(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}

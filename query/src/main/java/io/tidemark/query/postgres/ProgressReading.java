package io.tidemark.query.postgres;

import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.row.Stream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads how far each stream is written. */
final class ProgressReading {

  private static final String SHARDS =
      """
      SELECT count(*), max(shards),
        bool_and(watermark = 'infinity'),
        floor(extract(epoch FROM min(watermark)) * 1000),
        max(allowed_lateness_ms),
        floor(extract(epoch FROM max(written_at)) * 1000)::int8
      FROM progress WHERE computation = ? AND stream = ?""";

  private static final Map<Stream, String> LATENESS =
      Map.of(
          Stream.PERFORMANCE, "performanceAllowedLateness",
          Stream.SLIDING, "anomalyAllowedLateness",
          Stream.FEEDBACK, "feedbackAllowedLateness",
          Stream.HEALTH, "healthAllowedLateness");

  private final Database database;
  private final Computations computations;
  private final LongestWindows longest;

  ProgressReading(Database database, Computations computations) {
    this.database = database;
    this.computations = computations;
    this.longest = new LongestWindows(computations);
  }

  Map<Stream, StreamProgress> read() {
    Map<Stream, StreamProgress> read = new EnumMap<>(Stream.class);
    for (Stream stream : Stream.windows()) {
      read.put(stream, read(stream));
    }
    return read;
  }

  private StreamProgress read(Stream stream) {
    List<Computations.Computation> of = computations.of(stream);
    if (of.isEmpty()) {
      return derived(stream, null);
    }
    Computations.Computation current = of.get(0);
    StreamProgress written =
        database.query(
            new Sql().add(SHARDS, current.id(), stream.label()),
            rows -> written(rows, stream, current.id()));
    return written == null ? derived(stream, current) : written;
  }

  /** Returns null if no shard has written. */
  private static @Nullable StreamProgress written(ResultSet rows, Stream stream, String computation)
      throws SQLException {
    rows.next();
    int found = rows.getInt(1);
    if (found == 0) {
      return null;
    }
    int missing = Math.max(0, rows.getInt(2) - found);
    Long watermark = rows.getBoolean(3) ? Long.valueOf(Long.MAX_VALUE) : millis(rows, 4);
    return new StreamProgress(
        stream,
        computation,
        missing > 0 ? null : watermark,
        rows.getLong(5),
        rows.getLong(6),
        StreamProgress.Source.PROGRESS,
        missing);
  }

  /** Text, as the least time may be -infinity: nothing is known of that shard. */
  private static @Nullable Long millis(ResultSet rows, int column) throws SQLException {
    String text = rows.getString(column);
    return text == null || text.endsWith("Infinity") ? null : Long.valueOf(text);
  }

  private StreamProgress derived(Stream stream, Computations.@Nullable Computation computation) {
    Long end = latestEnd(stream, computation == null ? null : computation.id());
    Long lateness =
        computation == null
            ? null
            : computation.duration(LATENESS.get(stream)).map(Duration::toMillis).orElse(null);
    return new StreamProgress(
        stream,
        computation == null ? null : computation.id(),
        end,
        lateness,
        null,
        end == null ? StreamProgress.Source.UNKNOWN : StreamProgress.Source.DERIVED,
        0);
  }

  /**
   * Returns the latest end of a window that is not early. Windows are gone through from the latest
   * start; what starts a longest window before the first one found cannot end later.
   */
  private @Nullable Long latestEnd(Stream stream, @Nullable String computation) {
    Sql standing = new Sql().add(" FROM " + stream.table() + " WHERE pane <> 'EARLY'");
    if (computation == null) {
      standing.add(" AND computation IS NULL");
    } else {
      standing.add(" AND computation = ?", computation);
    }
    Sql sql =
        new Sql()
            .add("SELECT floor(extract(epoch FROM max(window_end)) * 1000)::int8")
            .add(standing)
            .add(" AND window_start > (SELECT window_start")
            .add(standing)
            .add(
                " ORDER BY window_start DESC LIMIT 1) - ? * interval '1 millisecond'",
                longest.millis(stream));
    return database.query(
        sql,
        rows -> {
          rows.next();
          long end = rows.getLong(1);
          return rows.wasNull() ? null : Long.valueOf(end);
        });
  }
}

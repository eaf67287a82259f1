package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.row.SqlType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes to the table {@code progress} how far shards of one stream are written. A shard whose
 * watermark is not known has no row. The last writer wins, so after a restart a watermark may go
 * back.
 *
 * @param stream the stream
 */
record ProgressTable(StreamProgress stream) {

  /** The earliest watermark that is stored, 0001-01-01; one before it says nothing. */
  private static final long EARLIEST_MILLIS = -62_135_596_800_000L;

  private static final String INSERT =
      """
      INSERT INTO progress AS p
        (computation, stream, shard, shards, watermark, allowed_lateness_ms, written_at)
      SELECT ?, ?, m.shard, ?, CASE WHEN m.millis = %d THEN 'infinity' ELSE %s END, ?,
        clock_timestamp()
      FROM unnest(?::int4[], ?::int8[]) AS m (shard, millis)
      ON CONFLICT (computation, shard) DO"""
          .formatted(ShardProgress.ENDED, SqlType.TIMESTAMP.convert("m.millis"));

  private static final String REPLACE =
      INSERT
          + " UPDATE SET stream = EXCLUDED.stream, shards = EXCLUDED.shards,"
          + " watermark = EXCLUDED.watermark, allowed_lateness_ms = EXCLUDED.allowed_lateness_ms,"
          + " written_at = EXCLUDED.written_at";

  private static final String KEEP = INSERT + " NOTHING";

  private static final String DELETE =
      "DELETE FROM progress WHERE computation = ? AND shard = ANY (?)";

  /**
   * Writes the watermarks, in the transaction that is open.
   *
   * @param watermarks by shard, as {@link ShardProgress} has them
   */
  void write(Connection connection, SortedMap<Integer, Long> watermarks) throws SQLException {
    SortedMap<Integer, Long> known = new TreeMap<>(watermarks);
    known.values().removeIf(millis -> millis < EARLIEST_MILLIS);
    if (known.size() < watermarks.size() && !stream.bounded()) {
      SortedMap<Integer, Long> unknown = new TreeMap<>(watermarks);
      unknown.keySet().removeAll(known.keySet());
      delete(connection, unknown.keySet());
    }
    if (!known.isEmpty()) {
      insert(connection, known);
    }
  }

  private void insert(Connection connection, Map<Integer, Long> watermarks) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(stream.bounded() ? KEEP : REPLACE)) {
      insert.setString(1, stream.computation().id());
      insert.setString(2, stream.computation().stream());
      insert.setInt(3, WriterShard.SHARDS);
      insert.setLong(4, stream.allowedLatenessMillis());
      insert.setArray(
          5, connection.createArrayOf("int4", watermarks.keySet().toArray(Integer[]::new)));
      insert.setArray(
          6, connection.createArrayOf("int8", watermarks.values().toArray(Long[]::new)));
      insert.executeUpdate();
    }
  }

  private void delete(Connection connection, Collection<Integer> shards) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      delete.setString(1, stream.computation().id());
      delete.setArray(2, connection.createArrayOf("int4", shards.toArray(Integer[]::new)));
      delete.executeUpdate();
    }
  }
}

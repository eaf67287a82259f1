package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.RowJson;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.sink.postgres.RowWriter.Rejected;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** Makes a dead letter of a row that the database refused. */
final class RejectedRow {

  private RejectedRow() {}

  /**
   * Returns the dead letter. Its original is the row as JSON, its event time the start of the
   * window, its topic the table, and its offset a hash of the primary key, so that the same row
   * refused again has the same id.
   */
  static DeadLetter of(Table<?> table, Rejected rejected) {
    Row row = rejected.row();
    byte[] primaryKey = RowJson.primaryKey(table, row);
    SQLException reason = rejected.reason();
    return new DeadLetter(
        Reason.REJECTED,
        "WriteRows/" + table.name(),
        "row %s of %s: PostgreSQL refused it with SQLSTATE %s: %s"
            .formatted(
                new String(primaryKey, StandardCharsets.UTF_8),
                table.name(),
                reason.getSQLState(),
                reason.getMessage()),
        RowJson.row(table, row),
        (Long) row.cell(table.indexOf("window_start")),
        table.name(),
        0,
        hash(primaryKey),
        0);
  }

  /** Returns the upper 63 bits of the FNV-1a hash, which is the same in every JVM. */
  private static long hash(byte[] bytes) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash >>> 1;
  }
}

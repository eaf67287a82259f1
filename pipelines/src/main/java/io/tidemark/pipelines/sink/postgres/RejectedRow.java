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

  /** FNV-1a, 63 bits: the same for the same bytes in every JVM. */
  private static long hash(byte[] bytes) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash >>> 1;
  }
}

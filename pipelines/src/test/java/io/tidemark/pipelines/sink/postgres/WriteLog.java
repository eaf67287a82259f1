package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.series.SeriesKey;
import java.sql.SQLException;
import java.util.List;

/**
 * What was written to {@code health_window} and {@code progress}, in the order of the statements:
 * triggers note it. The writes of one shard do not overlap, so of one shard it is also the order of
 * the transactions.
 */
final class WriteLog {

  private final Postgres postgres;

  private WriteLog(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * One write.
   *
   * @param component of the row; null for progress
   * @param endMillis the end of the window; 0 for progress
   * @param shard the shard of the row, or of the progress
   * @param watermarkMillis of progress: the watermark, {@code Long.MAX_VALUE} for infinity and
   *     {@code Long.MIN_VALUE} where the row was deleted
   */
  record Write(String component, long endMillis, int shard, long watermarkMillis) {
    boolean isProgress() {
      return component == null;
    }
  }

  static WriteLog of(Postgres postgres) throws SQLException {
    postgres.execute(
        """
        CREATE TABLE write_log (
          n bigint GENERATED ALWAYS AS IDENTITY, component text, window_end timestamptz, shard int,
          watermark timestamptz);
        CREATE FUNCTION log_row() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO write_log (component, window_end)
            SELECT r.component, r.window_end
            FROM (SELECT (CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END).*) AS r;
          RETURN NULL;
        END $$;
        CREATE FUNCTION log_progress() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN
            INSERT INTO write_log (shard) VALUES (OLD.shard);
          ELSE
            INSERT INTO write_log (shard, watermark) VALUES (NEW.shard, NEW.watermark);
          END IF;
          RETURN NULL;
        END $$;
        CREATE TRIGGER log_row AFTER INSERT OR UPDATE OR DELETE ON health_window
          FOR EACH ROW EXECUTE FUNCTION log_row();
        CREATE TRIGGER log_progress AFTER INSERT OR UPDATE OR DELETE ON progress
          FOR EACH ROW EXECUTE FUNCTION log_progress();
        """);
    return new WriteLog(postgres);
  }

  /** Returns what was written since the last call, and forgets it. */
  List<Write> take() throws SQLException {
    List<Write> writes =
        postgres
            .query(
                """
                SELECT component, (extract(epoch FROM window_end) * 1000)::bigint, shard,
                  CASE WHEN watermark = 'infinity' THEN '%d'
                    ELSE (extract(epoch FROM watermark) * 1000)::bigint::text END
                FROM write_log ORDER BY n"""
                    .formatted(Long.MAX_VALUE))
            .stream()
            .map(WriteLog::write)
            .toList();
    postgres.execute("DELETE FROM write_log");
    return writes;
  }

  private static Write write(String line) {
    String[] cells = line.split("\\|");
    if (!cells[0].equals("null")) {
      int shard = WriterShard.of(SeriesKey.of(cells[0]));
      return new Write(cells[0], Long.parseLong(cells[1]), shard, 0);
    }
    long watermark = cells[3].equals("null") ? Long.MIN_VALUE : Long.parseLong(cells[3]);
    return new Write(null, 0, Integer.parseInt(cells[2]), watermark);
  }
}

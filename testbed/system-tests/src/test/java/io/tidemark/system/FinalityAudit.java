package io.tidemark.system;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Notes, by triggers, every write of a window's row and of progress, and finds rows that were
 * written after progress had called them final.
 *
 * <p>What the transactions of different shards note is not in the order in which they commit. So a
 * row is held against the least watermark of its stream, which is never beyond that of its own
 * shard; and of one shard the order is right, because its writes follow one another.
 */
final class FinalityAudit {

  private static final Map<String, String> TABLES =
      Map.of(
          "performance", "performance_window",
          "sliding", "sliding_window",
          "feedback", "feedback_session",
          "health", "health_window");

  private FinalityAudit() {}

  /** Begins to take note. */
  static void begin(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE audit (
            n bigint GENERATED ALWAYS AS IDENTITY, stream text, key text, window_end timestamptz,
            shard int, final_before timestamptz);
          CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF TG_OP = 'DELETE' THEN
              INSERT INTO audit (stream, key, window_end) VALUES (TG_ARGV[0], OLD.key, OLD.window_end);
            ELSE
              INSERT INTO audit (stream, key, window_end) VALUES (TG_ARGV[0], NEW.key, NEW.window_end);
            END IF;
            RETURN NULL;
          END $$;
          CREATE FUNCTION audit_progress() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            INSERT INTO audit (stream, shard, final_before) VALUES (NEW.stream, NEW.shard,
              NEW.watermark - NEW.allowed_lateness_ms * interval '1 millisecond');
            RETURN NULL;
          END $$;
          CREATE TRIGGER audit AFTER INSERT OR UPDATE ON progress
            FOR EACH ROW EXECUTE FUNCTION audit_progress();
          """);
      for (Map.Entry<String, String> table : TABLES.entrySet()) {
        statement.execute(
            "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION audit_row('%s')"
                .formatted(table.getValue(), table.getKey()));
      }
    }
  }

  /** What was found: how many rows were written while final ones were known, and which of those. */
  record Findings(int writtenMeanwhile, List<String> finalOnesWritten) {}

  /** Returns what was found of a stream. */
  static Findings of(Connection connection, String stream, int shards) throws SQLException {
    Map<Integer, Long> finalBefore = new HashMap<>();
    List<String> rewritten = new ArrayList<>();
    int meanwhile = 0;
    try (Statement statement = connection.createStatement();
        ResultSet writes =
            statement.executeQuery(
                "SELECT key, extract(epoch FROM window_end), shard, extract(epoch FROM final_before)"
                    + " FROM audit WHERE stream = '%s' ORDER BY n".formatted(stream))) {
      while (writes.next()) {
        String key = writes.getString(1);
        if (key == null) {
          finalBefore.put(writes.getInt(3), Math.round(writes.getDouble(4) * 1_000));
        } else if (finalBefore.size() == shards) {
          meanwhile++;
          long end = Math.round(writes.getDouble(2) * 1_000);
          long least = finalBefore.values().stream().mapToLong(Long::longValue).min().orElseThrow();
          if (end <= least) {
            rewritten.add(key + " until " + end + ", final before " + least);
          }
        }
      }
    }
    return new Findings(meanwhile, rewritten);
  }
}

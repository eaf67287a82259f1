package io.tidemark.pipelines.sink.postgres;

import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.row.Load;
import io.tidemark.pipelines.row.Row;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.Duration;

/**
 * Rows per second of one writer, in batches of 500: run by hand. First inserts, then updates, then
 * sessions, each of which also looks for stale ones.
 */
public final class WriteSpeed {

  private WriteSpeed() {}

  public static void main(String[] args) throws Exception {
    try (Postgres postgres = Postgres.migrated();
        ConnectionPool.Lease pool = ConnectionPool.lease(postgres.config())) {
      Retry retry = Retry.forUpTo(Duration.ZERO, () -> {}, "postgres");
      RowWriter<Load> windows = new RowWriter<>(Load.TABLE, null, pool::connection, retry);
      SessionSpan span = new SessionSpan(Duration.standardMinutes(30), Duration.standardHours(4));
      RowWriter<Load> sessions = new RowWriter<>(Load.SESSIONS, span, pool::connection, retry);
      for (int version = 1; version <= 3; version++) {
        measure("windows, version " + version, windows, version, false);
        measure("sessions, version " + version, sessions, version, true);
      }
    }
  }

  private static void measure(String name, RowWriter<Load> writer, int version, boolean session)
      throws Exception {
    int batches = 200;
    long start = System.nanoTime();
    for (int batch = 0; batch < batches; batch++) {
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        long at = Load.NOON + batch * 300L * Load.MINUTE;
        rows.add(
            session
                ? Load.session("k" + i, ChangeKind.INSERT, at, at + 40 * Load.MINUTE, version)
                : Load.row("k" + i, ChangeKind.INSERT, Load.of(version), at, version));
      }
      writer.write(rows);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%s: %.0f rows/s%n", name, batches * 500 / seconds);
  }
}

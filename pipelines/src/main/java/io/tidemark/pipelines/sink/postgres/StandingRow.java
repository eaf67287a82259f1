package io.tidemark.pipelines.sink.postgres;

/**
 * Thrown when a run over files would replace a row of an earlier run by other values: the earlier
 * one had other events of the window, and a table has no sum of the two.
 */
public final class StandingRow extends RuntimeException {
  private static final long serialVersionUID = 1;

  StandingRow(String table, String key, String start, String end, long standing, long ours) {
    super(
        "%s has a row of %d events for %s [%s, %s), which this run would replace by one of %d: give"
                .formatted(table, standing, key, start, end, ours)
            + " all files that have events of a window in one --input, or --replaceRows to let the"
            + " rows of this run take the place of others");
  }
}

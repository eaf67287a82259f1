package io.tidemark.pipelines.sink.postgres;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tables of revisions: one for each table of windows. Their partitions are days, in UTC. */
final class RevisionTables {

  private static final Map<String, String> OF = new LinkedHashMap<>();

  static {
    OF.put("performance_window", "window_revision_performance");
    OF.put("sliding_window", "window_revision_sliding");
    OF.put("feedback_session", "window_revision_feedback");
    OF.put("health_window", "window_revision_health");
    OF.put("anomaly", "window_revision_anomaly");
  }

  private RevisionTables() {}

  /**
   * Returns the name of the table with the revisions of the rows of a table.
   *
   * @throws IllegalArgumentException if the table has none
   */
  static String of(String table) {
    String revisions = OF.get(table);
    if (revisions == null) {
      throw new IllegalArgumentException(
          "table " + table + " has no revisions, only " + OF.keySet() + " have");
    }
    return revisions;
  }

  /** Returns the names of all tables of revisions. */
  static Collection<String> names() {
    return OF.values();
  }
}

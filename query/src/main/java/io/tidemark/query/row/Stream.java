package io.tidemark.query.row;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A stream of rows: one changelog topic, one table, and the table of its revisions. */
public enum Stream {
  /** Fixed windows of requests to models. */
  PERFORMANCE("performance_window"),
  /** Sliding windows of the same. */
  SLIDING("sliding_window"),
  /** Sessions of user feedback. */
  FEEDBACK("feedback_session"),
  /** Fixed windows of the health of components. */
  HEALTH("health_window"),
  /** Unusual sliding windows. They have no pane, and a metric in their primary key. */
  ANOMALIES("anomaly");

  private static final List<Stream> WINDOWS =
      Arrays.stream(values()).filter(stream -> stream != ANOMALIES).toList();

  private final String table;

  Stream(String table) {
    this.table = table;
  }

  /** Returns the streams of windows, which have panes and become final. */
  public static List<Stream> windows() {
    return WINDOWS;
  }

  /** Returns the stream of windows of this label; empty if there is none. */
  public static Optional<Stream> window(String label) {
    return WINDOWS.stream().filter(stream -> stream.label().equals(label)).findFirst();
  }

  /** Returns the name in paths, in topics after the prefix, and in the table of computations. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the table of the rows. */
  public String table() {
    return table;
  }

  /** Returns the table of the revisions of the rows. */
  public String revisionTable() {
    return "window_revision_" + (this == ANOMALIES ? "anomaly" : label());
  }

  /** Returns the stream whose computation makes the rows: verdicts are made of sliding windows. */
  public Stream computed() {
    return this == ANOMALIES ? SLIDING : this;
  }

  /** Returns the topic of the changes. */
  public String topic(String prefix) {
    return prefix + "." + label();
  }
}

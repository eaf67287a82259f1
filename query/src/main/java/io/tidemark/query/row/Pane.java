package io.tidemark.query.row;

/** Which firing of its window a row is from. */
public enum Pane {
  /** Before the watermark passed the end of the window. */
  EARLY,
  /** When it did. */
  ON_TIME,
  /** After it did, for a late event. */
  LATE
}

package io.tidemark.aggregate;

/** How unusual a value is. The names are stored and published, so they never change. */
public enum Severity {
  /** The value is usual, or its baseline has learned too few values to judge it. */
  NONE,
  /** The value is {@link ZScoreOptions#warning} standard deviations or more from the mean. */
  WARNING,
  /** The value is {@link ZScoreOptions#critical} standard deviations or more from the mean. */
  CRITICAL
}

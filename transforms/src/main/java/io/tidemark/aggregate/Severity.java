package io.tidemark.aggregate;

/** How unusual a value is. The names are stored and published: they never change. */
public enum Severity {
  /** As usual, or too early to say. */
  NONE,
  /** At least the warning threshold away from the mean, in standard deviations. */
  WARNING,
  /** At least the critical threshold away. */
  CRITICAL
}

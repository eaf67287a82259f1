package io.tidemark.pipelines.options;

/** How often a reader of a topic sees each record, also after a crash. */
public enum Delivery {
  /**
   * Published at once, and after a crash the last ones again, perhaps with other values: a reader
   * that keeps rows by key converges, one that adds up changes counts them twice.
   */
  AT_LEAST_ONCE,

  /**
   * Published in a transaction when the runner's checkpoint is complete. A reader with {@code
   * isolation.level=read_committed} sees each change once; it sees it up to a checkpoint interval
   * later.
   */
  EXACTLY_ONCE
}

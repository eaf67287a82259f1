package io.tidemark.internal.dedup;

/** What an element is, beside those of its key that were added before. */
public enum Fate {
  /** None has its identity and event time. */
  NEW,
  /** One has its identity, event time and content. */
  DUPLICATE,
  /** One has its identity and event time, but another content. */
  CONFLICT
}

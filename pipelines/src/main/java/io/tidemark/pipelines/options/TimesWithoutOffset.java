package io.tidemark.pipelines.options;

/** What becomes of an event whose timestamp does not say how far from UTC its clock is. */
public enum TimesWithoutOffset {
  /** It becomes a dead letter. */
  REJECT,

  /** Its time is taken for UTC. */
  UTC
}

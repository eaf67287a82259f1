package io.tidemark.traffic.generate;

/** What was done to a generated record, and so what should become of it. */
public enum Kind {
  /** Valid, and hardly behind. It is aggregated. */
  REGULAR("aggregated, on time"),
  /** Valid and out of order, but within the maximum delay of the watermark. It is aggregated. */
  DISORDERED("aggregated, on time"),
  /**
   * Valid and behind the watermark, but within the allowed lateness. It is aggregated, in a late
   * pane.
   */
  STRAGGLER("aggregated, late pane where its window has fired"),
  /**
   * Valid, and past the allowed lateness of every window that it belongs to. It becomes a dead
   * letter {@code LATE}.
   */
  DROPPABLY_LATE("dead letter LATE; aggregated in a bounded run, where nothing is late"),
  /** The bytes of an earlier valid record again. It is counted as a duplicate. */
  DUPLICATE("duplicate"),
  /** It cannot be decoded and becomes a dead letter {@code MALFORMED}. */
  MALFORMED("dead letter MALFORMED"),
  /**
   * It can be decoded, but a value is outside its range. It becomes a dead letter {@code INVALID}.
   */
  INVALID("dead letter INVALID"),
  /** Its event time is decades ahead. It becomes a dead letter {@code FUTURE}. */
  FUTURE("dead letter FUTURE");

  private final String fate;

  Kind(String fate) {
    this.fate = fate;
  }

  /** Returns what the pipeline should do with it, in words. */
  public String fate() {
    return fate;
  }
}

package io.tidemark.traffic.generate;

/** What was done to a generated record on its way, and so what should become of it. */
public enum Kind {
  /** Valid, at most a moment behind. Aggregated. */
  REGULAR("aggregated, on time"),
  /** Valid, out of order, within the watermark's maximal delay. Aggregated. */
  DISORDERED("aggregated, on time"),
  /** Valid, behind the watermark, within the allowed lateness. Aggregated, in a late pane. */
  STRAGGLER("aggregated, late pane where its window has fired"),
  /** Valid, past the allowed lateness of every window it belongs to. Dead letter {@code LATE}. */
  DROPPABLY_LATE("dead letter LATE; aggregated in a bounded run, where nothing is late"),
  /** The bytes of an earlier valid record once more. Counted as a duplicate. */
  DUPLICATE("duplicate"),
  /** Not decodable. Dead letter {@code MALFORMED}. */
  MALFORMED("dead letter MALFORMED"),
  /** Decodable, a value outside its range. Dead letter {@code INVALID}. */
  INVALID("dead letter INVALID"),
  /** Event time decades ahead. Dead letter {@code FUTURE}. */
  FUTURE("dead letter FUTURE");

  private final String fate;

  Kind(String fate) {
    this.fate = fate;
  }

  /** What the pipeline should do with it. */
  public String fate() {
    return fate;
  }
}

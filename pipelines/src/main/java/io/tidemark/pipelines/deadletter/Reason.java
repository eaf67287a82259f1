package io.tidemark.pipelines.deadletter;

/** Why an input was set aside. The names are stored and published; they never change. */
public enum Reason {
  /**
   * It could not be decoded: it is no JSON, a field has a wrong type or a required field is
   * missing.
   */
  MALFORMED,
  /**
   * It was decoded, but a value is outside its range (a negative or infinite number, an empty key),
   * or the event is on the topic of another stream.
   */
  INVALID,
  /** Its event time is further ahead of processing time than {@code --maxFutureSkew} allows. */
  FUTURE,
  /** It is droppably late: past the allowed lateness of every window that it belongs to. */
  LATE,
  /** It is longer than {@code --maxRecordBytes} allows, and was not looked into. */
  OVERSIZE,
  /** The database refused the row for its content (SQLSTATE class 22 or 23). */
  REJECTED,
  /**
   * An event with its id and event time was counted before, and what is aggregated of the two
   * differs. The first one counts.
   */
  CONFLICT;

  /**
   * Returns whether the bytes of an input alone are the reason, so that it is the same whenever the
   * input is read again. The others depend on clocks, watermarks or what else has arrived.
   */
  public boolean isOfTheInputAlone() {
    return this == MALFORMED || this == INVALID || this == OVERSIZE;
  }
}

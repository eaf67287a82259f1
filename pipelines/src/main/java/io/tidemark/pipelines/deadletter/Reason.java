package io.tidemark.pipelines.deadletter;

/** Why an input was set aside. The names are stored and published: they never change. */
public enum Reason {
  /** Not decodable: not JSON, a wrong type, a required field missing. */
  MALFORMED,
  /** Decodable, but a value is outside its range: negative, not finite, an empty key. */
  INVALID,
  /** Its event time is further ahead of processing time than allowed. */
  FUTURE,
  /** Droppably late: past the allowed lateness of every window it belongs to. */
  LATE,
  /** Larger than the largest record accepted. */
  OVERSIZE,
  /** Refused by the database for its content (SQLSTATE class 22 or 23). */
  REJECTED
}

package io.tidemark.cli.command;

/** How {@code run} says what happens, on standard error. */
enum LogFormat {
  /** Lines for a person. */
  TEXT,
  /** A JSON object on each line. */
  JSON
}

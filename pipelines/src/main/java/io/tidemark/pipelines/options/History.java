package io.tidemark.pipelines.options;

/** Which of the rows that a row replaces are kept as its revisions. */
public enum History {
  /** Each row of a pane that is on time or late, and each row that was deleted. */
  SETTLED,

  /** Each row, those of early panes too, which are most. */
  ALL,

  /** None. */
  NONE
}

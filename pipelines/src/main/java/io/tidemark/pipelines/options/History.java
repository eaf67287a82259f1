package io.tidemark.pipelines.options;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Which of the rows that a row replaces are kept as its revisions; written in small letters. */
public enum History {
  /** Each row of a pane that is on time or late, and each row that was deleted. */
  @JsonProperty("settled")
  SETTLED,

  /** Each row, those of early panes too, which are most. */
  @JsonProperty("all")
  ALL,

  /** None. */
  @JsonProperty("none")
  NONE;

  /** Returns the value as options have it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

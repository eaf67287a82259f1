package io.tidemark.pipelines.options;

/** The headings under which options are listed, in this order. */
public enum OptionGroup {
  SOURCE("Source"),
  TARGET("Target"),
  WINDOWS("Windows"),
  FIRINGS("Firings, lateness and watermark"),
  ANOMALIES("Estimates and anomalies"),
  STATE("Embedded Flink"),
  RUNNER("Set by the runner's profile");

  private final String title;

  OptionGroup(String title) {
    this.title = title;
  }

  /** The heading as a person reads it. */
  public String title() {
    return title;
  }
}

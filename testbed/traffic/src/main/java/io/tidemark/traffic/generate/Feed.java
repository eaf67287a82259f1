package io.tidemark.traffic.generate;

/** The three input streams, with the default names of their topics. */
public enum Feed {
  PERFORMANCE("perf-metrics"),
  FEEDBACK("user-feedback"),
  HEALTH("system-health");

  private final String topic;

  Feed(String topic) {
    this.topic = topic;
  }

  /** Returns the name of the topic. */
  public String topic() {
    return topic;
  }
}

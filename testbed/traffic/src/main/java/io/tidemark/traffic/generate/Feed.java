package io.tidemark.traffic.generate;

/** The three input streams, with the names of their topics. */
public enum Feed {
  PERFORMANCE("perf-metrics"),
  FEEDBACK("user-feedback"),
  HEALTH("system-health");

  private final String topic;

  Feed(String topic) {
    this.topic = topic;
  }

  public String topic() {
    return topic;
  }
}

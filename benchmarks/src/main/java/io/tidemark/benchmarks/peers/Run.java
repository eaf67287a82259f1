package io.tidemark.benchmarks.peers;

import java.io.Serializable;

/**
 * One run of one side.
 *
 * @param topic that the events are in
 * @param output first part of the names of the topics that results go to
 * @param directory for checkpoints and settings
 */
record Run(Workload workload, String brokers, String topic, String output, String directory)
    implements Serializable {
  private static final long serialVersionUID = 1;

  static final int PARALLELISM = 2;
  static final int CHECKPOINT_MILLIS = 10_000;

  String fixedTopic() {
    return output + ".performance";
  }

  String slidingTopic() {
    return output + ".sliding";
  }

  String sessionTopic() {
    return output + ".feedback";
  }
}

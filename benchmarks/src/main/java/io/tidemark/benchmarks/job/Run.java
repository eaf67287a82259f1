package io.tidemark.benchmarks.job;

import io.tidemark.benchmarks.workload.Workload;
import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One run of one side.
 *
 * @param topic that the events are in
 * @param output first part of the names of the topics that results go to
 * @param jdbcUrl of the database to write to as well, or null for none
 * @param directory for checkpoints and settings
 */
public record Run(
    Workload workload,
    String brokers,
    String topic,
    String output,
    @Nullable String jdbcUrl,
    String directory)
    implements Serializable {
  private static final long serialVersionUID = 1;

  public static final int PARALLELISM = 2;
  public static final int CHECKPOINT_MILLIS = 10_000;

  /** Of all consumers, in bytes: what KafkaIO sets for ours. */
  public static final String RECEIVE_BUFFER = String.valueOf(512 * 1024);

  public String fixedTopic() {
    return output + ".performance";
  }

  public String slidingTopic() {
    return output + ".sliding";
  }

  public String sessionTopic() {
    return output + ".feedback";
  }
}

package io.tidemark.pipelines.source.kafka;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the readers of this process have come with each topic, for whoever watches a job that
 * runs in it. Readers in other processes are not known here.
 *
 * @param watermarkMillis the least watermark of the readers that have partitions, in milliseconds
 *     since the epoch; {@link #NONE} before they have one
 * @param unread records that the brokers have and no reader has read, as of some seconds ago
 */
public record ReadProgress(long watermarkMillis, long unread) {

  /** The watermark before there is one, and while records are read again. */
  public static final long NONE = PartitionWatermark.MIN_MILLIS;

  private static final Map<Object, OfReader> READERS = new ConcurrentHashMap<>();

  private record OfReader(String topic, ReadProgress progress) {}

  /** Notes how far a reader has come, in place of what it has reported before. */
  static void report(Object reader, String topic, long watermarkMillis, long unread) {
    READERS.put(reader, new OfReader(topic, new ReadProgress(watermarkMillis, unread)));
  }

  /** Forgets a reader that is closed. */
  static void forget(Object reader) {
    READERS.remove(reader);
  }

  /** Returns how far each topic is read that some reader of this process has partitions of. */
  public static Map<String, ReadProgress> byTopic() {
    Map<String, ReadProgress> topics = new TreeMap<>();
    for (OfReader reader : READERS.values()) {
      topics.merge(reader.topic(), reader.progress(), ReadProgress::and);
    }
    return topics;
  }

  private ReadProgress and(ReadProgress that) {
    return new ReadProgress(Math.min(watermarkMillis, that.watermarkMillis), unread + that.unread);
  }
}

package io.tidemark.query.progress;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The newest report of each partition. Safe for use by many threads. */
public final class PartitionReports {
  private final Map<String, TreeMap<Integer, PartitionReport>> newest = new TreeMap<>();

  /** Takes a report, unless a newer one of its partition is known. */
  public synchronized void take(PartitionReport report) {
    newest
        .computeIfAbsent(report.topic(), topic -> new TreeMap<>())
        .merge(
            report.partition(),
            report,
            (known, next) -> next.reportedAt() >= known.reportedAt() ? next : known);
  }

  /** Forgets a partition that is read no more. */
  public synchronized void forget(String topic, int partition) {
    TreeMap<Integer, PartitionReport> partitions = newest.get(topic);
    if (partitions != null) {
      partitions.remove(partition);
    }
  }

  /** Returns the newest report of each partition, by topic and partition. */
  public synchronized List<PartitionReport> all() {
    return newest.values().stream().flatMap(partitions -> partitions.values().stream()).toList();
  }
}

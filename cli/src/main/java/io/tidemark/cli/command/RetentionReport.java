package io.tidemark.cli.command;

import io.tidemark.config.Units;
import io.tidemark.pipelines.sink.postgres.ExpiredPartition;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Prints a line for each partition, and what they are together. */
final class RetentionReport {
  private static final String LINE = "%-28s  %-36s  %14s  %12s  %s%n";
  private static final double MEGABYTE = 1 << 20;

  private final PrintWriter out;
  private long rows;
  private long bytes;
  private int count;

  RetentionReport(PrintWriter out) {
    this.out = out;
  }

  /** Prints what the columns are. */
  void head() {
    out.printf(LINE, "table", "partition", "rows, about", "size", "its end");
  }

  /** Prints and counts a partition. */
  void add(ExpiredPartition partition) {
    count++;
    bytes += partition.bytes();
    rows += Math.max(0, partition.rows());
    out.printf(
        LINE,
        partition.table(),
        partition.name(),
        partition.rows() < 0 ? "not known" : number(partition.rows()),
        size(partition.bytes()),
        partition.end());
  }

  /** Prints how much all of them are, where there is any. */
  void summary(String done, Duration age) {
    if (count == 0) {
      out.printf("no partition is older than %s%n", Units.duration(age.toMillis()));
    } else {
      out.printf(
          "%s %d partition%s older than %s, about %s rows, %s%n",
          done,
          count,
          count == 1 ? "" : "s",
          Units.duration(age.toMillis()),
          number(rows),
          size(bytes));
    }
    out.flush();
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String size(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / MEGABYTE);
  }
}

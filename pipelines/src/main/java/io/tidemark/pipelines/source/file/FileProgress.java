package io.tidemark.pipelines.source.file;

import java.util.concurrent.atomic.LongAdder;

/** How many records this process has read from files, for whoever watches a run in it. */
public final class FileProgress {
  private static final LongAdder RECORDS = new LongAdder();

  private FileProgress() {}

  static void read() {
    RECORDS.increment();
  }

  /** Returns the records read since the process began; what is read twice counts twice. */
  public static long records() {
    return RECORDS.sum();
  }
}

package io.tidemark.internal.sharding;

import io.tidemark.internal.dedup.IdBlockCache;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What one instance of {@link WindowOperatorFn} keeps in memory between calls. Nothing is lost with
 * it: it consists of caches, and of numbers that can be drawn again.
 */
final class Attempt {

  /**
   * A number, at random, by which a key finds out that another instance has visited it last; 0 if
   * current panes are not emitted again.
   */
  final long number;

  final IdBlockCache idBlocks = new IdBlockCache();
  final TimerQueueCache timerQueues = new TimerQueueCache();

  /**
   * The last version that was drawn for any key. A key whose state was removed must not start again
   * below its own last version, which is no greater than this.
   */
  private long latestVersion;

  private Attempt(long number) {
    this.number = number;
  }

  /** Begins the attempt of a new instance. */
  static Attempt begin(boolean reemits) {
    return new Attempt(reemits ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) + 1L : 0);
  }

  /**
   * Draws a version for a change of a key: greater than the last one of the key and than any that
   * this instance has drawn.
   */
  long nextVersion(KeyState<?> key, long nowMicros) {
    latestVersion = key.nextVersion(Math.max(latestVersion + 1, nowMicros));
    return latestVersion;
  }
}

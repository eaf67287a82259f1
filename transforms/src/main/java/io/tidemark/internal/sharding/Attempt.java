package io.tidemark.internal.sharding;

import io.tidemark.internal.dedup.IdSetCache;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What one instance of the step remembers between calls. All of it is a cache, or a number that
 * only has to differ from those of other instances; nothing is lost with it.
 */
final class Attempt {

  /** Differs from that of any instance before; 0 where current panes are not emitted again. */
  final long number;

  final IdSetCache idSets = new IdSetCache();
  final TimerQueueCache timerQueues = new TimerQueueCache();

  /** Of any key: a key whose state is gone must not start below its own last version. */
  private long latestVersion;

  private Attempt(long number) {
    this.number = number;
  }

  static Attempt begin(boolean reemits) {
    return new Attempt(reemits ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) + 1L : 0);
  }

  /** A version for a change of this key: above its last, and above any that was drawn here. */
  long nextVersion(KeyState<?> key, long nowMicros) {
    latestVersion = key.nextVersion(Math.max(latestVersion + 1, nowMicros));
    return latestVersion;
  }
}

package io.tidemark.query.serve;

import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.tier.WarmTier;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets old windows of a warm tier go, on a thread of its own: dropping them compacts the disk. */
final class WarmUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUpkeep.class);
  private static final long EVERY_SECONDS = 10;

  private final WarmTier warm;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "warm-upkeep");
            made.setDaemon(true);
            return made;
          });

  private WarmUpkeep(WarmTier warm) {
    this.warm = warm;
  }

  static WarmUpkeep of(WarmTier warm) {
    WarmUpkeep upkeep = new WarmUpkeep(warm);
    upkeep.thread.scheduleWithFixedDelay(
        upkeep::evict, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    return upkeep;
  }

  private void evict() {
    try {
      warm.evict();
    } catch (StoreUnavailableException e) {
      LOG.warn("old windows on disk are let go later, because {}", e.getMessage(), e);
    }
  }

  /** Waits for what it is doing: the tier is closed after it. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

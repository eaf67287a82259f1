package io.tidemark.query.changes;

import io.tidemark.query.feed.FeedSettings;
import io.tidemark.query.feed.Position;
import io.tidemark.query.feed.TopicReplay;
import io.tidemark.query.row.Stream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads for subscribers what is no more among the recent changes, from the topics, until they can
 * go on with those. Each has a thread and a consumer while it does, so there are few at a time; it
 * reads no faster than its subscriber.
 */
final class CatchUps {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUps.class);

  /** Further behind, the rows that stand are less than what has happened. */
  private static final long MOST_RECORDS = 1_000_000;

  private static final Duration POLL = Duration.ofMillis(200);

  private final FeedSettings settings;
  private final Semaphore slots;

  CatchUps(FeedSettings settings, int most) {
    this.settings = settings;
    this.slots = new Semaphore(most);
  }

  /** Starts to read for a subscriber, and returns whether there was a slot for him. */
  boolean start(Subscriber subscriber, Position from, Set<Stream> streams) {
    if (!slots.tryAcquire()) {
      return false;
    }
    Thread thread =
        new Thread(
            () -> {
              try {
                read(subscriber, from, streams);
              } finally {
                slots.release();
              }
            },
            "tidemark-catch-up");
    thread.setDaemon(true);
    thread.start();
    return true;
  }

  private void read(Subscriber subscriber, Position from, Set<Stream> streams) {
    try (TopicReplay replay = TopicReplay.open(settings, streams, from)) {
      if (replay.isIncomplete() || replay.left() > MOST_RECORDS) {
        subscriber.restart("the changes after that position are no longer kept");
        return;
      }
      boolean goesOn = true;
      while (goesOn) {
        goesOn = subscriber.takeReplayed(replay.next(POLL), replay.position());
      }
    } catch (KafkaException e) {
      LOG.warn("a subscriber starts again, because his changes cannot be read: {}", e.getMessage());
      subscriber.restart("the changes after that position cannot be read now");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      subscriber.restart("the service is stopping");
    }
  }
}

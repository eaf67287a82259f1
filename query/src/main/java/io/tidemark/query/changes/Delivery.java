package io.tidemark.query.changes;

import io.tidemark.query.feed.FeedSettings;
import io.tidemark.query.feed.FeedStatus;
import io.tidemark.query.progress.ProgressView;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances all subscribers, with one thread that never waits for any of them. It wakes when there
 * are changes, and 20 times a second for what is due by the clock.
 */
public final class Delivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final long TICK_MILLIS = 50;
  private static final int CATCH_UPS = 4;

  private final Sources sources;
  private final LongSupplier clock;
  private final FinalWindows finals;
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "tidemark-delivery");
  private volatile boolean closed;

  /**
   * Creates a delivery, which {@link #start} starts.
   *
   * @param standing the hot tier
   * @param status of the feed
   * @param settings of the feed, to read the topics for who comes back late
   */
  public Delivery(
      RecentChanges recent,
      Standing standing,
      ProgressView progress,
      Supplier<FeedStatus> status,
      FeedSettings settings,
      LongSupplier clock) {
    this.sources =
        new Sources(recent, standing, progress, status, new CatchUps(settings, CATCH_UPS));
    this.clock = clock;
    this.finals = new FinalWindows(standing, progress);
    thread.setDaemon(true);
  }

  /** Starts to deliver. */
  public void start() {
    thread.start();
  }

  /** Returns how many subscribers there are. */
  public int subscribers() {
    return subscribers.size();
  }

  Subscriber subscribe(ChangeRequest request, Outlet outlet) {
    if (closed) {
      throw new IllegalStateException("the delivery is closed");
    }
    Subscriber subscriber = new Subscriber(request, sources, outlet, clock);
    subscribers.add(subscriber);
    return subscriber;
  }

  private void run() {
    long place = 0;
    while (!closed) {
      try {
        sources.recent().await(place, TICK_MILLIS);
        place = sources.recent().end();
        round();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void round() {
    long now = clock.getAsLong();
    if (!subscribers.isEmpty()) {
      finals.tell(now, subscribers);
    }
    for (Subscriber subscriber : subscribers) {
      try {
        subscriber.advance(now);
      } catch (RuntimeException e) {
        LOG.error("a subscriber is let go, because of {}", e.toString(), e);
        subscriber.onGone();
      }
      if (subscriber.isEnded()) {
        subscribers.remove(subscriber);
      }
    }
  }

  /** Ends all streams, each when what is there has been sent, and the thread. */
  @Override
  public void close() {
    closed = true;
    subscribers.forEach(Subscriber::end);
    thread.interrupt();
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.tidemark.query.serve;

import io.tidemark.query.feed.FeedStatus;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells how far a feed is until it has caught up, at most every two seconds. */
final class CatchingUp implements AutoCloseable {
  private static final long EVERY_MILLIS = 2_000;
  private static final long LOOK_MILLIS = 50;

  private final Supplier<FeedStatus> status;
  private final Consumer<String> say;
  private final Thread thread = new Thread(this::run, "catching-up");

  private CatchingUp(Supplier<FeedStatus> status, Consumer<String> say) {
    this.status = status;
    this.say = say;
    thread.setDaemon(true);
  }

  static CatchingUp tell(Supplier<FeedStatus> status, Consumer<String> say) {
    CatchingUp telling = new CatchingUp(status, say);
    telling.thread.start();
    return telling;
  }

  private void run() {
    long begin = System.nanoTime();
    try {
      for (long at = 0; !status.get().ready(); at += LOOK_MILLIS) {
        if (at > 0 && at % EVERY_MILLIS == 0) {
          say.accept(line(status.get()));
        }
        Thread.sleep(LOOK_MILLIS);
      }
      say.accept("ready after %.1f s".formatted((System.nanoTime() - begin) / 1e9));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The service ends before it has caught up.
    }
  }

  private static String line(FeedStatus now) {
    return now.stale()
        ? "the brokers do not answer, and are tried again"
        : "catching up: %,d records applied, %,d left".formatted(now.applied(), now.left());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

package io.tidemark.internal.sharding;

import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.operator.WindowOperator.Schedule;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Instant;

/**
 * The two timers that the keys of a shard share, as the runner hands them in with each call.
 *
 * @param window event time: the next on-time pane or expiry of any key
 * @param due processing time: the next pane that any key's cadence makes due
 */
record ShardTimers(Timer window, Timer due) {

  /** Processing time, in milliseconds since the epoch. */
  long now() {
    return due.getCurrentRelativeTime().getMillis();
  }

  /** Sets the timers to {@code next}, of which {@code set} is what the runner has. */
  void move(Schedule set, Schedule next) {
    if (next.onTime() != set.onTime() || next.expiry() != set.expiry()) {
      // The output watermark is held back for the next pane on time, not for mere expiry.
      set(hold(window, next.onTime()), Math.min(next.onTime(), next.expiry()));
    }
    if (next.due() != set.due()) {
      set(due.withNoOutputTimestamp(), next.due());
    }
  }

  private static Timer hold(Timer timer, long millis) {
    return millis == WindowOperator.NEVER
        ? timer.withNoOutputTimestamp()
        : timer.withOutputTimestamp(upToTheEnd(millis));
  }

  private static void set(Timer timer, long millis) {
    if (millis == WindowOperator.NEVER) {
      timer.clear();
    } else {
      timer.set(upToTheEnd(millis));
    }
  }

  /** A timer beyond the last moment of the global window would be refused. */
  private static Instant upToTheEnd(long millis) {
    Instant latest = GlobalWindow.INSTANCE.maxTimestamp();
    return millis > latest.getMillis() ? latest : Instant.ofEpochMilli(millis);
  }
}

package io.tidemark.internal.sharding;

import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.operator.WindowOperator.Schedule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The next timers of the keys of one shard, in memory. It is rebuilt from the schedules that are
 * stored with the keys when it is not in the cache, or the shard's cache token does not match.
 *
 * <p><b>Cost.</b> About 250 bytes for each key; rebuilding reads the state of all keys of the
 * shard.
 */
final class TimerQueue {
  private final Times onTime = new Times();
  private final Times expiry = new Times();
  private final Times due = new Times();
  private boolean hasChanged;

  /** Replaces the schedule of a key. */
  void change(EncodedKey key, Schedule from, Schedule to) {
    hasChanged |= !from.equals(to);
    onTime.change(key, from.onTime(), to.onTime());
    expiry.change(key, from.expiry(), to.expiry());
    due.change(key, from.due(), to.due());
  }

  /** Whether anything has changed since {@link #unchanged}. */
  boolean hasChanged() {
    return hasChanged;
  }

  /** Returns this queue, which counts as unchanged from now on. */
  TimerQueue unchanged() {
    hasChanged = false;
    return this;
  }

  /** The earliest time of each kind, of any key. */
  Schedule next() {
    return new Schedule(onTime.first(), expiry.first(), due.first());
  }

  /**
   * The keys for which a watermark makes something due: first those with panes on time, and then
   * those with expiries, each in the order of their times.
   */
  Collection<EncodedKey> passedBy(long watermark) {
    Set<EncodedKey> keys = new LinkedHashSet<>();
    onTime.addUpTo(watermark - 1, keys);
    expiry.addUpTo(watermark - 1, keys);
    return keys;
  }

  /** The keys with panes that are due at this processing time, in the order of their times. */
  Collection<EncodedKey> dueAt(long now) {
    List<EncodedKey> keys = new ArrayList<>();
    due.addUpTo(now, keys);
    return keys;
  }

  /** The keys in the order of one of their times; a key without one, by NEVER, is not in it. */
  private static final class Times {
    private final TreeSet<Entry> entries = new TreeSet<>();

    private record Entry(long millis, EncodedKey key) implements Comparable<Entry> {
      @Override
      public int compareTo(Entry that) {
        int order = Long.compare(millis, that.millis);
        return order != 0 ? order : key.compareTo(that.key);
      }
    }

    void change(EncodedKey key, long from, long to) {
      if (from == to) {
        return;
      }
      if (from != WindowOperator.NEVER) {
        entries.remove(new Entry(from, key));
      }
      if (to != WindowOperator.NEVER) {
        entries.add(new Entry(to, key));
      }
    }

    long first() {
      return entries.isEmpty() ? WindowOperator.NEVER : entries.first().millis();
    }

    /** Adds the keys whose time is {@code millis} or earlier. */
    void addUpTo(long millis, Collection<EncodedKey> to) {
      for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
        Entry entry = each.next();
        if (entry.millis() > millis) {
          return;
        }
        to.add(entry.key());
      }
    }
  }
}

package io.tidemark.query.changes;

import io.tidemark.query.feed.Position;
import io.tidemark.query.row.Restatement;
import io.tidemark.query.row.RowChange;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What one subscriber has still to be sent, in bounded memory.
 *
 * <p>Changes are gathered while those gathered before are sent. Among what is gathered, changes of
 * one row can be composed: {@code -U(a)+U(b)} and {@code -U(b)+U(c)} are {@code -U(a)+U(c)}, an
 * insertion and its deletion are nothing. What he gets therefore always withdraws exactly what he
 * holds. If nothing was composed, he has everything up to a position after each change; otherwise
 * only after the last one of those gathered together.
 *
 * <p>Guarded by its subscriber.
 */
final class ChangeQueue {
  private static final int OVERHEAD = 160;

  private final String prefix;
  private final boolean alwaysComposes;
  private final long maxBytes;

  private final ArrayDeque<Item> sending = new ArrayDeque<>();
  private boolean sendingComposed;
  private Position sendingEnd;

  private List<Item> gathered = new ArrayList<>();
  private @Nullable Map<Row, Integer> places;
  private boolean composed;
  private Position gatheredEnd;
  private long bytes;
  private long sendingBytes;
  private Position sent;

  private record Row(Stream stream, RowKey key) {}

  private record Item(RowChange change, int partition, long offset, boolean last) {}

  /**
   * A change to be sent.
   *
   * @param complete up to where everything has been sent with it; null within changes that belong
   *     together
   */
  record Outgoing(RowChange change, @Nullable Position complete) {}

  /**
   * Creates an empty queue.
   *
   * @param from what the subscriber has had
   * @param alwaysComposes otherwise only when there is no room
   * @param maxBytes of JSON gathered; as much again may be in sending
   */
  ChangeQueue(String prefix, Position from, boolean alwaysComposes, long maxBytes) {
    this.prefix = prefix;
    this.alwaysComposes = alwaysComposes;
    this.maxBytes = maxBytes;
    this.sent = from;
    this.sendingEnd = from;
    this.gatheredEnd = from;
    this.places = alwaysComposes ? new HashMap<>() : null;
  }

  /**
   * Adds a change, and returns whether there was room for it.
   *
   * @param last whether its record has no further change
   */
  boolean add(RowChange change, int partition, long offset, boolean last) {
    add(new Item(change, partition, offset, last));
    if (bytes > maxBytes && places == null) {
      compose();
    }
    return bytes <= maxBytes;
  }

  /** Says that everything before this position has been added, or does not concern him. */
  void reached(Position position) {
    gatheredEnd = position;
    if (sending.isEmpty() && gathered.isEmpty()) {
      sent = position;
    }
  }

  /** Returns the next change to be sent; null if there is none. */
  @Nullable Outgoing next() {
    if (sending.isEmpty()) {
      turn();
    }
    Item item = sending.poll();
    if (item == null) {
      return null;
    }
    sendingBytes -= bytes(item.change());
    if (sending.isEmpty()) {
      sent = sendingEnd;
      if (gathered.isEmpty()) {
        sent = gatheredEnd;
      }
      return new Outgoing(item.change(), sent);
    }
    if (sendingComposed) {
      return new Outgoing(item.change(), null);
    }
    if (item.last()) {
      sent = sent.with(item.change().stream().topic(prefix), item.partition(), item.offset() + 1);
    }
    return new Outgoing(item.change(), item.last() ? sent : null);
  }

  /** Returns up to where everything has been sent; null within changes that belong together. */
  @Nullable Position complete() {
    return sending.isEmpty() || !sendingComposed ? sent : null;
  }

  /** Returns whether no changes that belong together are partly sent. */
  boolean isAtBoundary() {
    return sending.isEmpty();
  }

  boolean isEmpty() {
    return sending.isEmpty() && gathered.isEmpty();
  }

  /** Returns the bytes of JSON held. */
  long bytes() {
    return bytes + sendingBytes;
  }

  private void turn() {
    for (Item item : gathered) {
      if (item != null) {
        sending.add(item);
      }
    }
    sendingComposed = composed;
    sendingEnd = gatheredEnd;
    sendingBytes = bytes;
    gathered = new ArrayList<>();
    places = alwaysComposes ? new HashMap<>() : null;
    composed = false;
    bytes = 0;
    if (sending.isEmpty()) {
      sent = sendingEnd;
    }
  }

  private void compose() {
    Collection<Item> all = gathered;
    gathered = new ArrayList<>();
    places = new HashMap<>();
    bytes = 0;
    all.forEach(this::add);
  }

  private void add(Item item) {
    Map<Row, Integer> known = places;
    if (known == null) {
      put(item);
      return;
    }
    Row row = new Row(item.change().stream(), item.change().key());
    Integer place = known.get(row);
    if (place == null) {
      known.put(row, gathered.size());
      put(item);
      return;
    }
    composed = true;
    Item earlier = gathered.get(place);
    bytes -= bytes(earlier.change());
    RowChange both = compose(earlier.change(), item.change());
    if (both.before() == null && both.after() == null) {
      gathered.set(place, null);
      known.remove(row);
    } else {
      gathered.set(place, new Item(both, item.partition(), item.offset(), item.last()));
      bytes += bytes(both);
    }
  }

  private void put(Item item) {
    gathered.add(item);
    bytes += bytes(item.change());
  }

  private static RowChange compose(RowChange earlier, RowChange later) {
    boolean restated =
        earlier.restated() && later.restated()
            || Restatement.is(earlier.before(), later.after());
    return new RowChange(
        later.stream(), later.key(), earlier.before(), later.after(), later.version(), restated);
  }

  private static long bytes(RowChange change) {
    return OVERHEAD + bytes(change.before()) + bytes(change.after());
  }

  private static long bytes(@Nullable StoredRow row) {
    return row == null ? 0 : row.json().length;
  }
}

package io.tidemark.query.changes;

import io.tidemark.query.feed.AppliedChange;
import io.tidemark.query.feed.ChangeListener;
import io.tidemark.query.feed.Position;
import io.tidemark.query.row.RowChange;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The changes of the last while, as many as fit into a bound of bytes, in the order in which the
 * tier applied them. Readers keep a place in it and come when they like.
 *
 * <p>Safe for use by many threads; who adds never waits for who reads.
 */
public final class RecentChanges implements ChangeListener {
  private static final int OVERHEAD = 160;

  private final String prefix;
  private final long maxBytes;
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();

  private long first;
  private long bytes;
  private long epoch;
  private boolean ready;
  private Position earliest = Position.NONE;
  private Position position = Position.NONE;

  private record Batch(List<AppliedChange> changes, Position after, long bytes) {}

  /**
   * What there is from a place on.
   *
   * @param changes in their order
   * @param position after them
   * @param next the place after them
   * @param epoch of the tier: a change of it means that what came before cannot be continued
   */
  record Reading(List<AppliedChange> changes, Position position, long next, long epoch) {}

  /**
   * Creates an empty ring.
   *
   * @param prefix of the topics
   * @param maxBytes of the JSON held
   */
  public RecentChanges(String prefix, long maxBytes) {
    this.prefix = prefix;
    this.maxBytes = maxBytes;
  }

  @Override
  public synchronized void begin() {
    first += batches.size() + 1; // No place from before is within.
    batches.clear();
    bytes = 0;
    epoch++;
    ready = false;
    notifyAll();
  }

  @Override
  public synchronized void ready(Position at) {
    ready = true;
    earliest = at;
    position = at;
    notifyAll();
  }

  @Override
  public synchronized void applied(List<AppliedChange> changes, Position after) {
    if (!ready) {
      return;
    }
    position = after;
    if (!changes.isEmpty()) {
      Batch batch = new Batch(List.copyOf(changes), after, bytes(changes));
      batches.add(batch);
      bytes += batch.bytes();
      while (bytes > maxBytes && batches.size() > 1) {
        Batch oldest = batches.remove();
        first++;
        bytes -= oldest.bytes();
        earliest = oldest.after();
      }
    }
    notifyAll();
  }

  private static long bytes(List<AppliedChange> changes) {
    long sum = 0;
    for (AppliedChange applied : changes) {
      RowChange change = applied.change();
      sum += OVERHEAD + bytes(change.before()) + bytes(change.after());
    }
    return sum;
  }

  private static long bytes(@Nullable StoredRow row) {
    return row == null ? 0 : row.json().length;
  }

  /** Returns the topics' prefix. */
  String prefix() {
    return prefix;
  }

  /** Returns whether the tier is ready. */
  synchronized boolean isReady() {
    return ready;
  }

  /** Returns what has been applied. */
  public synchronized Position position() {
    return position;
  }

  /** Returns the earliest position from which the ring can continue. */
  public synchronized Position earliest() {
    return earliest;
  }

  /** Returns the bytes held. */
  public synchronized long bytes() {
    return bytes;
  }

  /**
   * Returns the place from which whoever has had everything before a position goes on, if he leaves
   * out what is before it; empty if that is not held any more.
   *
   * @param streams whose changes he reads
   */
  synchronized OptionalLong placeOf(Position from, Set<Stream> streams) {
    return ready && reaches(from, earliest, streams)
        ? OptionalLong.of(first)
        : OptionalLong.empty();
  }

  /** Returns whether one position has everything of these streams that the other has. */
  boolean reaches(Position from, Position to, Set<Stream> streams) {
    return streams.stream()
        .map(stream -> stream.topic(prefix))
        .allMatch(
            topic ->
                to.offsets().getOrDefault(topic, Map.of()).entrySet().stream()
                    .allMatch(at -> from.next(topic, at.getKey()) >= at.getValue()));
  }

  /** Returns what there is from a place on; null if it is not held any more. */
  synchronized @Nullable Reading read(long place) {
    if (!ready || place < first) {
      return null;
    }
    List<AppliedChange> changes = new ArrayList<>();
    long skip = place - first;
    if (skip < batches.size()) {
      for (Batch batch : batches) {
        if (skip-- <= 0) {
          changes.addAll(batch.changes());
        }
      }
    }
    return new Reading(changes, position, first + batches.size(), epoch);
  }

  /** Returns whether a change record is not before a position. */
  boolean isFrom(Position from, AppliedChange applied) {
    return applied.offset()
        >= from.next(applied.change().stream().topic(prefix), applied.partition());
  }

  /** Waits until something is added, at most so long. */
  synchronized void await(long place, long millis) throws InterruptedException {
    if (first + batches.size() <= place) {
      wait(Math.max(1, millis));
    }
  }

  /** Returns the place after all that is held, and the position there; null if not ready. */
  synchronized @Nullable Reading now() {
    return read(first + batches.size());
  }

  /** Returns the place after all that is held. */
  synchronized long end() {
    return first + batches.size();
  }
}

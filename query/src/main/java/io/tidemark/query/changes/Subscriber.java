package io.tidemark.query.changes;

import io.tidemark.query.feed.AppliedChange;
import io.tidemark.query.feed.FeedStatus;
import io.tidemark.query.feed.Position;
import io.tidemark.query.read.Answer;
import io.tidemark.query.row.RowChange;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.StoredRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that is told of changes. The delivery advances it, the server says when it can be
 * written to; both hold its monitor, and neither ever waits for the client.
 */
final class Subscriber {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);
  private static final long QUEUE_BYTES = 512 << 10;
  private static final int CHUNK_BYTES = 32 << 10;
  private static final int MOST_CONTROL = 2000;
  private static final int MOST_SNAPSHOT = 200_000;
  private static final long BEAT_MILLIS = 1000;
  private static final long PULL_MILLIS = 250;
  private static final long STUCK_MILLIS = 30_000;
  private static final long AHEAD_MILLIS = 10_000;
  private static final long CATCH_UP_MILLIS = 10_000;

  private enum Phase {
    WAITING,
    CATCHING_UP,
    LIVE,
    ENDING,
    ENDED
  }

  private final ChangeRequest request;
  private final Sources sources;
  private final Outlet outlet;
  private final LongSupplier clock;
  private final String prefix;
  private final ArrayDeque<Event> control = new ArrayDeque<>();

  private Phase phase = Phase.WAITING;
  private @Nullable Position after;
  private boolean wantsSnapshot;
  private @Nullable Iterator<StoredRow> snapshot;
  private Position from = Position.NONE;
  private ChangeQueue queue;
  private long place;
  private long epoch;
  private boolean holdsSnapshot;

  /** Whether this replica has passed where he goes on from. */
  private boolean isPast;

  private boolean writable;
  private long blockedSince;
  private boolean dirty;
  private boolean opened;
  private boolean closed;
  private boolean begun;
  private boolean first = true;
  private boolean flushing;
  private boolean anySent;
  private long nextPull;
  private long nextFlush;
  private long nextBeat;
  private final long createdAt;
  private long liveSince;

  private record Event(String name, @Nullable String position, byte[] json) {}

  Subscriber(ChangeRequest request, Sources sources, Outlet outlet, LongSupplier clock) {
    this.request = request;
    this.sources = sources;
    this.outlet = outlet;
    this.clock = clock;
    this.prefix = sources.recent().prefix();
    this.after = request.after();
    this.wantsSnapshot = request.snapshot();
    this.queue = newQueue(Position.NONE);
    this.createdAt = clock.getAsLong();
    this.nextBeat = createdAt + BEAT_MILLIS;
    this.blockedSince = createdAt;
  }

  private ChangeQueue newQueue(Position position) {
    return new ChangeQueue(prefix, position, request.throttleMillis() > 0, QUEUE_BYTES);
  }

  ChangeFilter filter() {
    return request.filter();
  }

  synchronized boolean isEnded() {
    return phase == Phase.ENDED;
  }

  /** The server accepts bytes again. */
  synchronized void onWritable() {
    writable = true;
    write(clock.getAsLong());
  }

  /** The connection is gone. */
  synchronized void onGone() {
    phase = Phase.ENDED;
    notifyAll();
  }

  /** Does what is due now. */
  synchronized void advance(long now) {
    if (phase == Phase.ENDED) {
      return;
    }
    if (!writable && now - blockedSince > STUCK_MILLIS) {
      phase = Phase.ENDED;
      notifyAll();
      outlet.abort();
      return;
    }
    if (phase == Phase.WAITING) {
      begin(now);
    }
    if (phase == Phase.LIVE && now >= nextPull) {
      pull(now);
    }
    beat(now);
    write(now);
  }

  /** Tells of a row that became final without a change; left out if he is behind. */
  synchronized void tellFinal(StoredRow row, byte[] json) {
    if (phase == Phase.LIVE && request.filter().matches(row) && control.size() < MOST_CONTROL) {
      control.add(new Event("state", null, json));
    }
  }

  /** Ends the stream when what is there has been sent. */
  synchronized void end() {
    if (phase != Phase.ENDED) {
      phase = Phase.ENDING;
      write(clock.getAsLong());
    }
  }

  /** What he holds is void: he is told so, and begins with what stands. */
  synchronized void restart(String reason) {
    if (phase == Phase.ENDED || phase == Phase.ENDING) {
      return;
    }
    tellReset(reason);
    after = null;
    wantsSnapshot = true;
    snapshot = null;
    flushing = false;
    queue = newQueue(Position.NONE);
    phase = Phase.WAITING;
  }

  private void tellReset(String reason) {
    String json =
        "{\"reason\":\"%s\",\"earliest\":\"%s\"}"
            .formatted(reason, sources.recent().earliest().text());
    control.add(new Event("reset", "", EventJson.utf8(json)));
  }

  private void begin(long now) {
    RecentChanges.Reading recent = sources.recent().now();
    if (recent == null) {
      return; // Not ready; the beats say so.
    }
    epoch = recent.epoch();
    Position had = after;
    hello(had == null ? recent.position() : had);
    if (had != null) {
      resume(had, now);
    } else if (wantsSnapshot) {
      beginSnapshot(now);
    } else {
      live(recent.position(), recent.next(), now);
    }
  }

  private void resume(Position had, long now) {
    OptionalLong known = sources.recent().placeOf(had, filter().streams());
    queue = newQueue(had);
    if (known.isPresent()) {
      live(had, known.getAsLong(), now);
    } else {
      phase = Phase.CATCHING_UP;
      if (!sources.catchUps().start(this, had, filter().streams())) {
        restart("too many subscribers are catching up");
      }
    }
  }

  private void live(Position position, long at, long now) {
    from = position;
    place = at;
    phase = Phase.LIVE;
    liveSince = now;
    isPast = false;
    nextPull = 0;
    queue.reached(position);
  }

  private void beginSnapshot(long now) {
    long horizon = sources.standing().horizon();
    Answer<List<RowPage>> standing =
        sources.standing().listAll(filter().queries(horizon, MOST_SNAPSHOT));
    Position position = standing.freshness().position();
    OptionalLong known = sources.recent().placeOf(position, filter().streams());
    if (known.isEmpty()) {
      return; // The tier was filled anew in between; the next advance begins again.
    }
    List<StoredRow> rows = standing.value().stream().flatMap(page -> page.rows().stream()).toList();
    boolean complete = standing.value().stream().noneMatch(RowPage::more);
    queue = newQueue(position);
    live(position, known.getAsLong(), now);
    holdsSnapshot = true;
    snapshot = rows.iterator();
    String json =
        "{\"position\":\"%s\",\"rows\":%d,\"complete\":%b,\"ends_after\":%s}"
            .formatted(position.text(), rows.size(), complete, EventJson.time(horizon));
    control.add(new Event("snapshot-begin", null, EventJson.utf8(json)));
  }

  private void hello(Position position) {
    if (begun) {
      return;
    }
    begun = true;
    StringBuilder streams = new StringBuilder();
    filter().streams().stream()
        .sorted()
        .forEach(
            stream ->
                streams
                    .append(streams.length() == 0 ? "\"" : ",\"")
                    .append(stream.label())
                    .append('"'));
    String json =
        "{\"position\":\"%s\",\"streams\":[%s],\"throttle_ms\":%d}"
            .formatted(position.text(), streams, request.throttleMillis());
    control.add(new Event("hello", null, EventJson.utf8(json)));
  }

  private void pull(long now) {
    nextPull = now + Math.min(request.throttleMillis(), PULL_MILLIS);
    RecentChanges.Reading reading = sources.recent().read(place);
    if (reading == null || reading.epoch() != epoch) {
      restart("the service has begun again");
      return;
    }
    for (AppliedChange applied : reading.changes()) {
      if (isNew(applied) && !add(applied)) {
        tooSlow();
        return;
      }
    }
    place = reading.next();
    isPast = isPast || sources.recent().reaches(reading.position(), from, filter().streams());
    if (isPast) {
      queue.reached(reading.position());
    } else {
      isAhead(now);
    }
  }

  private boolean isNew(AppliedChange applied) {
    return (isPast || sources.recent().isFrom(from, applied))
        && !(holdsSnapshot && applied.confirms());
  }

  /** He has had more than this replica: it will come, unless those were other topics. */
  private void isAhead(long now) {
    FeedStatus status = sources.status().get();
    if (now - liveSince > AHEAD_MILLIS && status.lagMillis() == 0 && !status.stale()) {
      restart("the topics do not reach that position");
    }
  }

  private boolean add(AppliedChange applied) {
    RowChange change = filter().project(applied.change());
    return change == null
        || queue.add(change, applied.partition(), applied.offset(), applied.last());
  }

  private void tooSlow() {
    control.clear();
    snapshot = null;
    queue = newQueue(Position.NONE);
    tellReset("too slow");
    phase = Phase.ENDING;
  }

  /**
   * Takes changes that were read from the topics for him, waits while there is no room, and returns
   * whether to read on.
   */
  synchronized boolean takeReplayed(List<AppliedChange> changes, Position position)
      throws InterruptedException {
    while (phase == Phase.CATCHING_UP && queue.bytes() > QUEUE_BYTES / 2) {
      wait();
    }
    if (phase != Phase.CATCHING_UP) {
      return false;
    }
    // All of them at once: between them and their position nothing may be sent.
    changes.forEach(this::add);
    queue.reached(position);
    OptionalLong known = sources.recent().placeOf(position, filter().streams());
    if (known.isEmpty()) {
      return true;
    }
    live(position, known.getAsLong(), clock.getAsLong());
    return false;
  }

  private void beat(long now) {
    if (request.format() == EventFormat.JSON) {
      if (phase != Phase.ENDING && isAnswered(now)) {
        control.add(progress());
        phase = Phase.ENDING;
        notifyAll();
      }
    } else if (now >= nextBeat && phase != Phase.ENDING) {
      nextBeat = now + BEAT_MILLIS;
      if (control.isEmpty()) {
        control.add(progress());
      }
    }
  }

  /** A long poll is answered by what there is as soon as there is something, or when it is time. */
  private boolean isAnswered(long now) {
    if (snapshot != null || !control.isEmpty() || !queue.isAtBoundary()) {
      return false;
    }
    long patience = request.waitMillis() + (phase == Phase.CATCHING_UP ? CATCH_UP_MILLIS : 0);
    return anySent || (queue.isEmpty() && now - createdAt >= patience);
  }

  private Event progress() {
    FeedStatus status = sources.status().get();
    boolean exact = begun && phase != Phase.WAITING && snapshot == null;
    Position complete = exact ? queue.complete() : null;
    byte[] json =
        EventJson.progress(
            status.position().text(), status.lagMillis(), status.stale(), sources.progress());
    return new Event("progress", complete == null ? null : complete.text(), json);
  }

  private void write(long now) {
    try {
      while (writable && phase != Phase.ENDED) {
        if (!outlet.isReady()) {
          writable = false;
          blockedSince = now;
          return;
        }
        byte[] chunk = chunk(now);
        if (chunk.length > 0) {
          outlet.write(chunk);
          dirty = true;
        } else if (dirty) {
          outlet.flush();
          dirty = false;
        } else {
          if (phase == Phase.ENDING) {
            phase = Phase.ENDED;
            outlet.complete();
          }
          return;
        }
      }
    } catch (IOException e) {
      LOG.debug("a subscriber is gone", e);
      onGone();
      outlet.abort();
    } finally {
      notifyAll(); // There may be room for what is read from the topics.
    }
  }

  private byte[] chunk(long now) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(CHUNK_BYTES + 4096);
    if (!opened) {
      opened = true;
      out.writeBytes(EventJson.utf8(request.format().opening()));
    }
    while (out.size() < CHUNK_BYTES) {
      Event event = control.poll();
      if (event == null) {
        event = next(now);
      }
      if (event == null) {
        break;
      }
      request.format().write(out, event.name(), event.position(), event.json(), first);
      first = false;
    }
    if (phase == Phase.ENDING && out.size() < CHUNK_BYTES && !closed) {
      closed = true;
      out.writeBytes(EventJson.utf8(request.format().closing()));
    }
    return out.toByteArray();
  }

  private @Nullable Event next(long now) {
    if (phase == Phase.ENDING) {
      return null;
    }
    Iterator<StoredRow> rows = snapshot;
    if (rows != null) {
      anySent = true;
      if (rows.hasNext()) {
        StoredRow row = rows.next();
        return new Event(
            EventJson.event(row.stream()), null, EventJson.standing(row, sources.progress()));
      }
      snapshot = null;
      return new Event(
          "snapshot-end",
          from.text(),
          EventJson.utf8("{\"position\":\"%s\"}".formatted(from.text())));
    }
    return nextChange(now);
  }

  /** Within a throttled flush, only what was gathered before it. */
  private @Nullable Event nextChange(long now) {
    if (!flushing && now < nextFlush) {
      return null;
    }
    ChangeQueue.Outgoing change = queue.next();
    if (change == null) {
      flushing = false;
      return null;
    }
    anySent = true;
    flushing = !queue.isAtBoundary();
    if (!flushing) {
      nextFlush = now + request.throttleMillis();
    }
    Position complete = change.complete();
    return new Event(
        EventJson.event(change.change().stream()),
        complete == null ? null : complete.text(),
        EventJson.change(change.change(), sources.progress()));
  }
}

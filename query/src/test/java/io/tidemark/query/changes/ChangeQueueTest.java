package io.tidemark.query.changes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.query.feed.Position;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowChange;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Readers of any pace, who lose their connection at any moment. */
class ChangeQueueTest {
  private static final int PARTITIONS = 3;
  private static final String TOPIC = Stream.PERFORMANCE.topic("t");

  @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
  void eachChangeWithdrawsExactlyWhatIsHeld(@ForAll long seed) {
    new Run(new Random(seed)).run();
  }

  private record Logged(RowChange change, int partition, long offset) {}

  private static final class Run {
    private final Random random;
    private final boolean throttled;
    private final long maxBytes;
    private final List<Logged> log = new ArrayList<>();
    private final Map<RowKey, StoredRow> stands = new TreeMap<>();
    private final long[] ends = new long[PARTITIONS];
    private Map<RowKey, StoredRow> held = new TreeMap<>();
    private Map<RowKey, StoredRow> heldCompletely = new TreeMap<>();
    private Position complete = Position.NONE;
    private ChangeQueue queue;
    private int pulled;
    private long version;
    private boolean full;

    Run(Random random) {
      this.random = random;
      this.throttled = random.nextBoolean();
      // Room for all rows there can be, each with what it replaces, if changes are composed.
      this.maxBytes = 6 * 420 + random.nextInt(2000);
      this.queue = queue(Position.NONE);
    }

    private ChangeQueue queue(Position from) {
      return new ChangeQueue("t", from, throttled, maxBytes);
    }

    void run() {
      for (int i = 0; i < 150; i++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> change();
          case 4, 5 -> pull();
          case 6 -> {
            if (random.nextInt(8) == 0) {
              connectAgain();
            }
          }
          default -> receive();
        }
      }
      pull();
      while (receive()) {
        assertEquals(false, full);
      }
      assertEquals(text(stands), text(held));
      assertEquals(text(stands), text(heldCompletely));
      assertEquals(position(), queue.complete());
    }

    private void change() {
      RowKey key = RowKey.window("k" + random.nextInt(6), 0, 1);
      int partition = key.key().charAt(1) % PARTITIONS;
      StoredRow before = stands.get(key);
      boolean deletes = before != null && random.nextInt(3) == 0;
      version++;
      StoredRow after = deletes ? null : row(key, random.nextInt(4));
      if (after == null) {
        stands.remove(key);
      } else {
        stands.put(key, after);
      }
      RowChange change = new RowChange(Stream.PERFORMANCE, key, before, after, version, false);
      log.add(new Logged(change, partition, ends[partition]++));
    }

    private StoredRow row(RowKey key, int value) {
      byte[] json =
          ("{\"events\":" + value + ",\"n\":" + version + "}").getBytes(StandardCharsets.UTF_8);
      return new StoredRow(Stream.PERFORMANCE, key, version, Pane.EARLY, null, json);
    }

    private Position position() {
      Map<Integer, Long> offsets = new HashMap<>();
      for (int p = 0; p < PARTITIONS; p++) {
        offsets.put(p, ends[p]);
      }
      return Position.of(Map.of(TOPIC, offsets));
    }

    private void pull() {
      for (; pulled < log.size(); pulled++) {
        add(log.get(pulled));
      }
      queue.reached(position());
    }

    private void add(Logged logged) {
      full |= !queue.add(logged.change(), logged.partition(), logged.offset(), true);
    }

    private boolean receive() {
      ChangeQueue.Outgoing next = queue.next();
      if (next == null) {
        return false;
      }
      RowChange change = next.change();
      assertEquals(text(change.before()), text(held.get(change.key())));
      if (change.after() == null) {
        held.remove(change.key());
      } else {
        held.put(change.key(), change.after());
      }
      if (next.complete() != null) {
        complete = next.complete();
        heldCompletely = new TreeMap<>(held);
      }
      return true;
    }

    /** At another replica: what came after the last position is forgotten, and comes again. */
    private void connectAgain() {
      held = new TreeMap<>(heldCompletely);
      queue = queue(complete);
      for (pulled = 0; pulled < log.size(); pulled++) {
        Logged logged = log.get(pulled);
        if (logged.offset() >= complete.next(TOPIC, logged.partition())) {
          add(logged);
        }
      }
      queue.reached(position());
    }

    private static String text(Map<RowKey, StoredRow> rows) {
      StringBuilder text = new StringBuilder();
      rows.forEach((key, row) -> text.append(key.key()).append(text(row)).append('\n'));
      return text.toString();
    }

    private static String text(@Nullable StoredRow row) {
      return row == null
          ? "nothing"
          : row.version() + new String(row.json(), StandardCharsets.UTF_8);
    }
  }
}

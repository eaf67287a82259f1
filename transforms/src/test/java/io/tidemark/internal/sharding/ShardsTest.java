package io.tidemark.internal.sharding;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.SingleKey;
import io.tidemark.internal.operator.SessionWindowOperator;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.sharding.ShardHost.Element;
import io.tidemark.testing.Summing;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** The keys of a shard share state cells, timers and bundles, and know nothing of each other. */
class ShardsTest {
  private static final Firing FIRING =
      Firing.onTime()
          .withEarly(Cadence.every(Duration.millis(25)))
          .withAllowedLateness(Duration.millis(30));

  /** Of one shard. */
  private static final List<Integer> KEYS =
      IntStream.iterate(0, key -> key + 1)
          .filter(key -> ShardHost.bytes(key).shard() == ShardHost.bytes(0).shard())
          .limit(4)
          .boxed()
          .toList();

  @Test
  void eachKeyOfAShardHasTheChangesThatItWouldHaveAlone() {
    AlignedWindows fixed = new AlignedWindows(20, 20, 0);
    AlignedWindows sliding = new AlignedWindows(20, 10, 0);
    for (AlignedWindows windows : List.of(fixed, sliding)) {
      checkAgainstSingleKeys(
          () ->
              new SlicedWindowOperator<>(
                  new Summing(), List.of(new SlicedWindowOperator.Windowing(windows, FIRING))));
    }
    CappedSessions sessions = CappedSessions.withGap(Duration.millis(6));
    checkAgainstSingleKeys(() -> new SessionWindowOperator<>(new Summing(), sessions, FIRING));
  }

  private static <S> void checkAgainstSingleKeys(
      Supplier<WindowOperator<Integer, S, Integer>> windows) {
    long changes = 0;
    for (int seed = 0; seed < 100; seed++) {
      changes += new Scenario<>(seed, windows).run();
    }
    assertThat(changes, is(greaterThan(10_000L)));
  }

  @Test
  void keysSpreadOverShards() {
    int[] keys = new int[EncodedKey.SHARDS];
    for (int key = 0; key < 100 * EncodedKey.SHARDS; key++) {
      keys[(int) ShardHost.bytes(key).shard()]++;
    }
    for (int of : keys) {
      assertThat(of, is(greaterThan(50)));
      assertThat(of, is(lessThan(150)));
    }
  }

  /** The same at random to a shard, and to each of its keys by itself. */
  private static final class Scenario<S> {
    private final Random random;
    private final ShardHost<S> shard;
    private final Map<Integer, SingleKey<S, Integer>> alone = new LinkedHashMap<>();
    private long watermark = 0;
    private long now = 0;
    private int value = 0;

    Scenario(int seed, Supplier<WindowOperator<Integer, S, Integer>> windows) {
      random = new Random(seed);
      shard = new ShardHost<>(windows.get(), false);
      KEYS.forEach(key -> alone.put(key, new SingleKey<>(windows.get(), 1)));
    }

    long run() {
      advance(0);
      for (int step = 0; step < 200; step++) {
        switch (random.nextInt(8)) {
          case 0 -> shard.restart();
          case 1 -> shard.fail(elements());
          case 2 -> advance(random.nextInt(40));
          case 3 -> processingTime(random.nextInt(40));
          default -> add(elements());
        }
      }
      advance(1_000);
      alone.forEach(
          (key, single) -> {
            assertThat(shard.log(key), is(single.log(0)));
            assertThat(shard.late(key), is(single.late.get(0)));
            assertThat(single.isEmpty(), is(true));
          });
      assertThat(shard.isEmpty(), is(true));
      return shard.changes();
    }

    /** Of a few keys, some behind the watermark, some known already. */
    private List<Element> elements() {
      List<Element> elements = new ArrayList<>();
      for (int left = 1 + random.nextInt(6); left > 0; left--) {
        int one = random.nextInt(5) == 0 ? random.nextInt(value + 1) : ++value;
        int key = KEYS.get(random.nextInt(KEYS.size()));
        elements.add(new Element(key, one, watermark - 60 + random.nextInt(100)));
      }
      assertThat(elements, is(not(empty())));
      return elements;
    }

    private void add(List<Element> elements) {
      shard.add(elements);
      for (Element each : elements) {
        alone.get(each.key()).add(each.value(), each.timestamp(), false, now);
      }
    }

    private void advance(int by) {
      watermark += by;
      shard.advance(watermark);
      alone.values().forEach(single -> single.watermark(watermark, now));
    }

    private void processingTime(int by) {
      now += by;
      shard.processingTime(now);
      alone.values().forEach(single -> single.processingTime(now));
    }
  }
}

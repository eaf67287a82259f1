package io.tidemark.internal.sharding;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.tidemark.fixtures.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.OutputBuilder;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchByShardTest {

  /** A negative value is critical. */
  private final BatchByShardFn<KV<String, Long>, String, Long> group =
      new BatchByShardFn<>(
          (element, timestamp, out) ->
              out.output(element.getKey(), element.getValue(), timestamp.getMillis()),
          StringUtf8Coder.of(),
          VarLongCoder.of(),
          value -> value < 0);

  private final List<KV<Long, ShardBatch<Long>>> sent = new ArrayList<>();

  /** Of what was sent when a bundle ended. */
  private final List<Instant> times = new ArrayList<>();

  @BeforeEach
  void setUp() {
    group.setUp();
    group.startBundle();
  }

  @Test
  void aKeyThatComesAgainHasTheValuesOfItsBundleAlone() {
    add("a", 1);
    add("b", 2);
    add("a", 3);
    assertThat(bundle(), is(Map.of("a", List.of(1L, 3L), "b", List.of(2L))));
    add("a", 4);
    assertThat(bundle(), is(Map.of("a", List.of(4L))));
    assertThat(bundle(), is(Map.of()));
  }

  @Test
  void aCriticalValueTakesThoseBeforeItAlongAndWhatFollowsIsSentOnce() {
    add("a", 1);
    add("a", -2);
    assertThat(values(), is(Map.of("a", List.of(1L, -2L))));
    add("a", 3);
    assertThat(bundle(), is(Map.of("a", List.of(3L))));
  }

  @Test
  void aBundleThatWasLeftIsNotGoneOnWith() {
    add("a", 1);
    group.startBundle();
    add("a", 2);
    assertThat(bundle(), is(Map.of("a", List.of(2L))));
  }

  /** Found by search; the first is the beginning of the others. */
  @Test
  void keysOfOneHashAreToldApart() {
    List<String> keys = List.of("opus", "opusiZB21f", "opusIpBubf");
    Map<String, List<Long>> expected = new TreeMap<>();
    for (long value = 0; value < 12; value++) {
      String key = keys.get((int) (value / 2 % 3));
      assertThat(hash(key), is(hash("opus")));
      add(key, value);
      expected.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
    }
    assertThat(bundle(), is(expected));
  }

  private static int hash(String key) {
    return Stored.key(key, StringUtf8Coder.of()).hashCode();
  }

  @Test
  void aBatchHasTheTimeOfItsEarliestValue() {
    add("a", 7);
    add("a", 5);
    add("a", 6);
    assertThat(bundle(), is(Map.of("a", List.of(7L, 5L, 6L))));
    assertThat(times, is(List.of(new Instant(5))));
  }

  @Test
  void whatIsGatheredIsBounded() {
    long perBatch = 0;
    while (sent.isEmpty()) {
      add("a", perBatch++);
    }
    assertThat(perBatch, is(lessThan(10_000L)));
    assertThat(values().get("a").size(), is((int) perBatch));
    for (long value = 0; value < BatchByShardFn.MOST_VALUES; value++) {
      assertThat(sent, is(empty()));
      add("key " + value, value);
    }
    assertThat(values().size(), is(BatchByShardFn.MOST_VALUES));
    assertThat(bundle(), is(Map.of()));
  }

  @Test
  void everyKeyOfAShardHasItsOwnValues() {
    Map<String, List<Long>> expected = new TreeMap<>();
    for (long value = 0; value < 3L * EncodedKey.SHARDS; value++) {
      String key = value % 7 == 0 ? "" : "key " + value / 3 % 2 + value % (2 * EncodedKey.SHARDS);
      add(key, value);
      expected.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
    }
    assertThat(bundle(), is(expected));
  }

  private void add(String key, long value) {
    Instant now = new Instant(value);
    group.processElement(KV.of(key, value), now, new Sent());
  }

  /** Ends the bundle and begins another; what was sent of it. */
  private Map<String, List<Long>> bundle() {
    group.finishBundle(
        group.new FinishBundleContext() {
          @Override
          public PipelineOptions getPipelineOptions() {
            return PipelineOptionsFactory.create();
          }

          @Override
          public void output(
              KV<Long, ShardBatch<Long>> shard, Instant earliest, BoundedWindow window) {
            sent.add(shard);
            times.add(earliest);
          }

          @Override
          public <T> void output(
              TupleTag<T> tag, T element, Instant earliest, BoundedWindow window) {
            throw new UnsupportedOperationException();
          }
        });
    group.startBundle();
    return values();
  }

  /** What was sent, by key, since this was asked the last time. */
  private Map<String, List<Long>> values() {
    Map<String, List<Long>> values = new TreeMap<>();
    for (KV<Long, ShardBatch<Long>> shard : sent) {
      try {
        for (KeyedValues<Long> of : shard.getValue().byKey()) {
          assertThat(of.key().shard(), is(shard.getKey()));
          String key = of.key().decoded(StringUtf8Coder.of());
          List<Long> all = values.computeIfAbsent(key, k -> new ArrayList<>());
          for (int i = 0; i < of.size(); i++) {
            all.add(of.value(i));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    sent.clear();
    return values;
  }

  private final class Sent implements OutputReceiver<KV<Long, ShardBatch<Long>>> {
    @Override
    public OutputBuilder<KV<Long, ShardBatch<Long>>> builder(KV<Long, ShardBatch<Long>> shard) {
      return WindowedValues.<KV<Long, ShardBatch<Long>>>builder()
          .setValue(shard)
          .setTimestamp(Instant.EPOCH)
          .setWindows(List.of(GlobalWindow.INSTANCE))
          .setPaneInfo(PaneInfo.NO_FIRING)
          .setReceiver(value -> sent.add(value.getValue()));
    }
  }
}

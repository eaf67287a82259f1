package io.tidemark.pipelines.sink.postgres;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.series.SeriesKey;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.junit.jupiter.api.Test;

class ShardProgressTest {

  private final ShardProgress progress = new ShardProgress();

  @Test
  void whatIsSaidIsTheLatestOfEachShardAndOnlyOnce() {
    progress.passed(3, 10);
    progress.passed(1, 20);
    progress.passed(3, 30);

    assertThat(progress.take(), is(said(Map.of(1, 20L, 3, 30L))));
    assertThat(progress.take(), is(said(Map.of())));
  }

  @Test
  void aShardThatHasSpokenRestsForASecond() {
    assertThat(progress.passed(3, 10, 5_000), is(true));
    assertThat(progress.passed(3, 20, 5_999), is(false));
    assertThat(progress.passed(4, 20, 5_999), is(true));
    assertThat(progress.restsUntil(3), is(6_000L));
    assertThat(progress.take(), is(said(Map.of(3, 10L, 4, 20L))));

    assertThat(progress.passed(3, 30, 6_000), is(true));
    assertThat(progress.take(), is(said(Map.of(3, 30L))));
  }

  @Test
  void theEndOfTheInputDoesNotWait() {
    progress.passed(3, 10, 5_000);

    assertThat(progress.passed(3, BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis(), 5_001), is(true));
    assertThat(progress.take(), is(said(Map.of(3, ShardProgress.ENDED))));
  }

  @Test
  void aShardIsNewUntilItHasSpokenInABundleThatEnds() {
    assertThat(progress.isNew(3), is(true));
    progress.passed(3, 10);
    assertThat(progress.isNew(3), is(false));

    progress.startBundle();
    assertThat(progress.isNew(3), is(true));
    assertThat(progress.take(), is(said(Map.of())));

    progress.passed(3, 10);
    progress.take();
    progress.startBundle();
    assertThat(progress.isNew(3), is(false));
  }

  /** A row would else be written by one instance while another has its shard's progress. */
  @Test
  void theShardOfASeriesNeverChanges() {
    assertThat(WriterShard.of(SeriesKey.of("a")), is(44));
    assertThat(WriterShard.of(SeriesKey.of("gpt", "us")), is(28));
    assertThat(WriterShard.SHARDS, is(64));
  }

  @Test
  void seriesThatDifferInADigitAreInAllShardsAlike() {
    int[] count = new int[64];
    IntStream.range(0, 6_400).forEach(i -> count[WriterShard.of(SeriesKey.of("session-" + i))]++);

    assertThat(IntStream.of(count).min().orElseThrow() > 60, is(true));
    assertThat(IntStream.of(count).max().orElseThrow() < 140, is(true));
  }

  private static SortedMap<Integer, Long> said(Map<Integer, Long> watermarks) {
    return new TreeMap<>(watermarks);
  }
}

package io.tidemark.internal.sharding;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.internal.operator.SessionWindowOperator;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.testing.Summing;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** What a job that goes on after another one may state, with the state of that job or without. */
class RestartTest {
  private static final Firing FIRING =
      Firing.onTime().withLate(Cadence.elements(1)).withAllowedLateness(Duration.millis(5));

  /** An element at 7 is droppably late for [0,10) when the watermark is 15. */
  private static ShardHost<?> fixed(boolean reemits) {
    return sliced(new AlignedWindows(10, 10, 0), reemits);
  }

  private static ShardHost<?> sliced(AlignedWindows windows, boolean reemits) {
    return new ShardHost<>(
        new SlicedWindowOperator<>(
            new Summing(), List.of(new SlicedWindowOperator.Windowing(windows, FIRING))),
        reemits);
  }

  private static ShardHost<?> sessions() {
    return new ShardHost<>(
        new SessionWindowOperator<>(
            new Summing(),
            CappedSessions.withGap(Duration.millis(10)).withMaxLength(Duration.millis(40)),
            FIRING),
        false);
  }

  @Test
  void aWindowThatHasExpiredIsNotOpenedAgainBeforeTheRunnerKnowsItsWatermark() {
    ShardHost<?> shard = fixed(true);
    shard.add(0, 20, 3);
    shard.advance(16);
    shard.restartWithoutWatermark();
    shard.add(0, 1, 4);
    assertThat(shard.log(0), is("+I[0,10)=20 ON_TIME0;"));
    assertThat(shard.late(0), is(List.of(1)));
  }

  @Test
  void aReplayIsJudgedNoMoreStrictlyThanTheStateThatItStartsFrom() {
    ShardHost<?> shard = fixed(true);
    shard.add(0, 1, 3);
    shard.advance(12);
    shard.restartWithoutWatermark();
    shard.add(0, 2, 4);
    assertThat(
        shard.log(0),
        is(
            "+I[0,10)=1 ON_TIME0; -U[0,10)=1 ON_TIME0; +U[0,10)=1 ON_TIME0;"
                + " -U[0,10)=1 ON_TIME0; +U[0,10)=3 LATE1;"));
    assertThat(shard.late(0), is(List.of()));
  }

  @Test
  void aFixedWindowThatAnEarlierJobHasLeftFinalIsNotStated() {
    ShardHost<?> shard = fixed(false);
    shard.settledAt(15);
    shard.add(0, 1, 9);
    shard.add(0, 2, 10);
    shard.advance(30);
    assertThat(shard.log(0), is("+I[10,20)=2 ON_TIME0;"));
    assertThat(shard.late(0), is(List.of(1)));
    assertThat(shard.isEmpty(), is(true));
  }

  @Test
  void aFixedWindowThatWasStillOpenIsStatedFromItsStart() {
    ShardHost<?> shard = fixed(false);
    shard.settledAt(14);
    shard.add(0, 1, 0);
    shard.add(0, 2, 9);
    shard.advance(14);
    assertThat(shard.log(0), is("+I[0,10)=3 ON_TIME0;"));
  }

  @Test
  void ofSlidingWindowsOnlyThoseAreStatedThatWereStillOpen() {
    ShardHost<?> shard = sliced(new AlignedWindows(10, 5, 0), false);
    // [0,10) has expired, [5,15) has not: an element at 7 is in both.
    shard.settledAt(15);
    shard.add(0, 1, 7);
    shard.add(0, 2, 12);
    shard.advance(40);
    assertThat(shard.log(0), is("+I[5,15)=3 ON_TIME0; +I[10,20)=2 ON_TIME0;"));
    assertThat(shard.late(0), is(List.of()));
  }

  @Test
  void whatAnEarlierJobHasLeftIsRememberedWhenTheShardIsEmpty() {
    ShardHost<?> shard = fixed(true);
    shard.settledAt(15);
    shard.add(0, 1, 9);
    shard.advance(14);
    shard.restartWithoutWatermark();
    shard.add(0, 2, 9);
    assertThat(shard.log(0), is(""));
    assertThat(shard.late(0), is(List.of(1, 2)));
  }

  @Test
  void aSessionThatMayLackItsStartIsNotStated() {
    ShardHost<?> shard = sessions();
    // A session that starts at 5 has ended by 45, and expired by 50.
    shard.settledAt(50);
    shard.add(0, 1, 5);
    shard.add(0, 2, 12);
    shard.add(0, 4, 40);
    shard.advance(100);
    assertThat(shard.log(0), is("+I[40,50)=4 ON_TIME0;"));
    assertThat(shard.late(0), is(List.of(1, 2)));
    assertThat(shard.isEmpty(), is(true));
  }

  @Test
  void aSessionThatWasStillOpenIsStatedFromItsStart() {
    ShardHost<?> shard = sessions();
    shard.settledAt(50);
    shard.add(0, 1, 6);
    shard.add(0, 2, 15);
    shard.advance(100);
    assertThat(shard.log(0), is("+I[6,25)=3 ON_TIME0;"));
  }

  @Test
  void stateOfOtherSettingsIsRefused() {
    ShardHost<?> shard = fixed(true);
    shard.restartWith(settings("5m", "model,region"));
    shard.add(0, 1, 3);
    shard.restartWith(settings("5m", "model,region"));
    shard.add(0, 2, 3);
    shard.restartWith(settings("10m", "model"));
    String message =
        assertThrows(IllegalStateException.class, () -> shard.add(0, 3, 3)).getMessage();
    assertThat(
        message,
        is(
            "the state that is restored was written with other settings: fixedSize was 5m and is"
                + " 10m; dimensions was model,region and is model. Set what was set before, or"
                + " start without this state: the job then reads again from where no window was"
                + " open"));
  }

  private static Map<String, String> settings(String size, String dimensions) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("fixedSize", size);
    settings.put("dimensions", dimensions);
    return settings;
  }
}

package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.Replay;
import java.util.List;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Tables L (lateness) and T (triggers) of the golden cases. An element there is late by itself; by
 * us with its window: windows of one millisecond make the two the same.
 */
class GoldenTablesTest {

  private static Replay oneMillisecond(long lateness) {
    return Replay.fixed(1, Firing.onTime().withAllowedLateness(Duration.millis(lateness)));
  }

  private static Replay second(Firing firing) {
    return Replay.fixed(1_000, firing);
  }

  @Test
  void l1LateByFiveOfTenSecondsIsAcceptedByFifteenIsNot() {
    Replay replay = oneMillisecond(10_000).watermark(20_000).add(1, 15_000).add(2, 5_000);
    assertThat(replay.panes(), is(List.of("[15000,15001) [1] LATE 0")));
    assertThat(replay.late(), is(List.of(2)));
  }

  /** The average lateness there is a statistic that nothing here keeps. */
  @Test
  void l2OfThreeLateByFiveTenAndEightySecondsAMinuteTakesTwo() {
    Replay replay = oneMillisecond(60_000).watermark(100_000);
    replay.add(1, 95_000).add(2, 90_000).add(3, 20_000);
    assertThat(replay.panes().size(), is(2));
    assertThat(replay.late(), is(List.of(3)));
  }

  @Test
  void l3TheLimitIsInclusive() {
    Replay replay = oneMillisecond(10_000);
    replay.watermark(5_000).add(1, 10_000).watermark(10_000).add(2, 15_000);
    replay.watermark(15_000).add(3, 20_000).add(4, 12_000).add(5, 5_000);
    assertThat(replay.late(), is(List.of()));
  }

  @Test
  void t1TheWatermarkFiresAtTheEndOfTheWindow() {
    Replay replay = second(Firing.onTime()).add(1, 1_500).watermark(1_500).watermark(1_999);
    assertThat(replay.panes(), is(List.of()));
    assertThat(replay.watermark(2_000).panes(), is(List.of("[1000,2000) [1] ON_TIME 0")));
    assertThat(replay.watermark(2_500).panes().size(), is(1));
  }

  /** Processing time there counts from the window's end; here from the first element that waits. */
  @Test
  void t2AnIntervalFiresWhenItHasPassed() {
    Replay replay = second(Firing.onTime().withEarly(Cadence.every(Duration.millis(1_000))));
    replay.processingTime(1_000).add(1, 1_500).processingTime(1_500).processingTime(1_999);
    assertThat(replay.panes(), is(List.of()));
    assertThat(replay.processingTime(2_000).panes(), is(List.of("[1000,2000) [1] EARLY 0")));
  }

  @Test
  void t3ACountFiresEachTimeThatManyWait() {
    Replay replay =
        second(Firing.onTime().withEarly(Cadence.elements(3))).add(1, 1_001).add(2, 1_002);
    assertThat(replay.panes(), is(List.of()));
    replay.add(3, 1_003).add(4, 1_004).add(5, 1_005);
    assertThat(replay.panes(), is(List.of("[1000,2000) [1, 2, 3] EARLY 0")));
    assertThat(replay.add(6, 1_006).panes().get(1), is("[1000,2000) [1, 2, 3, 4, 5, 6] EARLY 1"));
  }

  @Test
  void t4OfCountAndWatermarkTheFirstFires() {
    Replay replay = second(Firing.onTime().withEarly(Cadence.elements(5))).add(1, 1_500);
    assertThat(replay.watermark(1_500).panes(), is(List.of()));
    assertThat(replay.watermark(2_500).panes(), is(List.of("[1000,2000) [1] ON_TIME 0")));
  }

  @Test
  void t5OfTwoIntervalsTogetherTheLastFires() {
    Cadence both = Cadence.every(Duration.millis(1_000)).and(Cadence.every(Duration.millis(1_500)));
    Replay replay = second(Firing.onTime().withEarly(both)).processingTime(1_000).add(1, 1_500);
    assertThat(replay.processingTime(2_000).panes(), is(List.of()));
    assertThat(replay.processingTime(2_500).panes().size(), is(1));
  }

  @Test
  void t6OneElementFiresAtOnceAndNeverNeverDoes() {
    assertThat(
        second(Firing.onTime().withEarly(Cadence.elements(1))).add(1, 1_500).panes(),
        is(List.of("[1000,2000) [1] EARLY 0")));
    Replay never = second(Firing.onTime()).add(1, 1_500).processingTime(1_000_000);
    assertThat(never.panes(), is(List.of()));
  }

  /** A composite cannot be empty here: it is made of two. */
  @Test
  void t7CountZeroIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Cadence.elements(0));
  }

  @Test
  void t8EachWindowFiresAtItsOwnEnd() {
    Replay one = second(Firing.onTime()).add(1, 100).add(2, 500).add(3, 900).watermark(1_000);
    assertThat(one.panes(), is(List.of("[0,1000) [1, 2, 3] ON_TIME 0")));
    Replay three = second(Firing.onTime()).add(1, 500).add(2, 1_500).add(3, 2_500);
    assertThat(three.watermark(1_000).panes().size(), is(1));
    assertThat(three.watermark(2_000).panes().size(), is(2));
  }

  /** An error there; here a late element, which becomes a dead letter. */
  @Test
  void t9WithoutAllowedLatenessALateElementIsDroppablyLate() {
    Replay replay = second(Firing.onTime()).add(1, 500).watermark(1_000).add(2, 900);
    assertThat(replay.late(), is(List.of(2)));
    assertThat(replay.panes(), is(List.of("[0,1000) [1] ON_TIME 0")));
  }

  @Test
  void t10OneWindowsLife() {
    long minute = 60_000;
    Firing firing =
        Firing.onTime()
            .withEarly(Cadence.every(Duration.standardSeconds(30)))
            .withAllowedLateness(Duration.standardMinutes(2));
    Replay replay = Replay.fixed(5 * minute, firing).processingTime(0);
    replay.add(120, 1_000).add(130, 2_000).processingTime(30_000); // early: 2 of mean 125
    replay.add(140, 3_000).add(150, 4_000).processingTime(60_000); // early: 4 of mean 135
    replay.add(150, 5_000).add(151, 6_000).add(153, 7_000);
    replay.watermark(5 * minute); // on time: 7 of mean 142
    replay.add(166, 8_000); // late: 8 of mean 145
    replay.watermark(7 * minute).add(1, 9_000); // droppably late
    assertThat(
        replay.panes().stream().map(p -> p.replaceAll("\\[0,300000\\) \\[.*\\] ", "")).toList(),
        is(List.of("EARLY 0", "EARLY 1", "ON_TIME 2", "LATE 3")));
    assertThat(
        replay.changes().stream()
            .map(c -> c.kind().symbol() + c.value().size() + "/" + Replay.sum(c) / c.value().size())
            .toList(),
        is(List.of("+I2/125", "-U2/125", "+U4/135", "-U4/135", "+U7/142", "-U7/142", "+U8/145")));
    assertThat(replay.late(), is(List.of(1)));
    assertThat(replay.key.isEmpty(), is(true));
  }

  @Test
  void t11KeysHaveTheirOwnWindows() {
    Replay a = second(Firing.onTime()).add(10, 100).add(30, 200).watermark(1_000);
    Replay b = second(Firing.onTime()).add(20, 150).watermark(1_000);
    assertThat(a.panes(), is(List.of("[0,1000) [10, 30] ON_TIME 0")));
    assertThat(b.panes(), is(List.of("[0,1000) [20] ON_TIME 0")));
  }

  @Test
  void t12ALateElementWithinTheLatenessCorrectsTheSum() {
    Replay replay = second(Firing.onTime().withAllowedLateness(Duration.millis(2_000)));
    replay.add(1, 100).add(1, 3_100).watermark(1_100).add(1, 900);
    assertThat(replay.panes(), is(List.of("[0,1000) [1] ON_TIME 0", "[0,1000) [1, 1] LATE 1")));
  }

  @Test
  void t13EndToEnd() {
    Replay fixed = second(Firing.onTime());
    fixed.add(10, 100).add(20, 200).add(30, 400).add(40, 600).add(50, 800).watermark(1_000);
    assertThat(fixed.panes(), is(List.of("[0,1000) [10, 20, 30, 40, 50] ON_TIME 0")));
    Replay sliding = Replay.sliding(2_000, 1_000, Firing.onTime());
    sliding.add(10, 500).add(20, 1_500).add(30, 2_500).watermark(4_000);
    assertThat(
        sliding.panes(),
        is(
            List.of(
                "[-1000,1000) [10] ON_TIME 0",
                "[0,2000) [10, 20] ON_TIME 0",
                "[1000,3000) [20, 30] ON_TIME 0",
                "[2000,4000) [30] ON_TIME 0")));
  }
}

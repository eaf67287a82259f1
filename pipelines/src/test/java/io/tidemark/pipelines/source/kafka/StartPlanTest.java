package io.tidemark.pipelines.source.kafka;

import static io.tidemark.pipelines.source.kafka.PartitionWatermark.MIN_MILLIS;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.tidemark.pipelines.source.kafka.StartPlan.Committed;
import io.tidemark.pipelines.source.kafka.StartPlan.Known;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartPlanTest {
  private static final PartitionEnds ENDS = new PartitionEnds(10, 1_000);

  @Test
  void newGroupStartsWhereItIsTold() {
    Map<Integer, Known> topic = Map.of(0, new Known(ENDS, null, null));
    assertThat(StartPlan.of(null, topic, true).starts(), is(Map.of(0, PartitionStart.at(10))));
    assertThat(StartPlan.of(null, topic, false).starts(), is(Map.of(0, PartitionStart.at(1_000))));
  }

  @Test
  void partitionThatWasAddedMeanwhileStartsAtItsBeginning() {
    Map<Integer, Known> topic =
        Map.of(0, new Known(ENDS, new Committed(5, null), null), 1, new Known(ENDS, null, null));
    assertThat(StartPlan.of(null, topic, false).starts().get(1), is(PartitionStart.at(10)));
  }

  @Test
  void offsetsWithoutNoteAreGoneOnFrom() {
    assertThat(StartPlan.completedMillis(List.of(new Committed(500, null))), is(nullValue()));
    StartPlan plan =
        StartPlan.of(null, Map.of(0, new Known(ENDS, new Committed(500, null), null)), true);
    assertThat(plan.starts(), is(Map.of(0, new PartitionStart(500, 0, MIN_MILLIS, 500, -1, 0))));
    assertThat(plan.readAgain(), is(0L));
  }

  @Test
  void leastWatermarkOfAllPartitionsCounts() {
    assertThat(
        StartPlan.completedMillis(
            List.of(committed(1, 900, 0, 0), committed(2, 800, 0, 0), new Committed(3, null))),
        is(800L));
  }

  @Test
  void partitionIsReadAgainFromTheEarliestOpenWindow() {
    assertThat(again(500, 200L), is(new PartitionStart(200, 600, 900, 10, 500, 600)));
    assertThat("no record since", again(500, null).offset(), is(500L));
    assertThat("never beyond the offset", again(500, 700L).offset(), is(500L));
    assertThat("what is not kept any more", again(500, 3L).offset(), is(10L));
  }

  @Test
  void nothingIsReadThatTheGroupNeverRead() {
    Known known = new Known(ENDS, committed(500, 900, 600, 300), 200L);
    assertThat(StartPlan.of(900L, Map.of(0, known), true).starts().get(0).offset(), is(300L));
  }

  @Test
  void replayEndsAtTheEndOfThePartition() {
    Known known = new Known(ENDS, committed(500, 900, 262_644, 10), 200L);
    StartPlan plan = StartPlan.of(900L, Map.of(0, known), true);
    assertThat(plan.starts().get(0).replayEnd(), is(1_000L));
    assertThat(plan.readAgain(), is(300L));
  }

  private static PartitionStart again(long committed, Long sought) {
    Known known = new Known(ENDS, committed(committed, 900, 600, 10), sought);
    return StartPlan.of(900L, Map.of(0, known), true).starts().get(0);
  }

  private static Committed committed(long offset, long completed, long reserved, long floor) {
    return new Committed(offset, new CommitNote(completed, reserved, floor));
  }
}

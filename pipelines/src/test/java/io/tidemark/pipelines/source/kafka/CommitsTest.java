package io.tidemark.pipelines.source.kafka;

import static io.tidemark.pipelines.source.kafka.Commits.CHUNK;
import static io.tidemark.pipelines.source.kafka.PartitionWatermark.MIN_MILLIS;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CommitsTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 3);

  private final Commits commits = new Commits("t", true);

  @Test
  void nothingIsHandedOnBeforeItsReservationIsDurable() {
    commits.begin(3, PartitionStart.at(100));
    assertThat(commits.needsReservation(3, 100), is(true));
    Map<TopicPartition, OffsetAndMetadata> reservation = commits.reservation(Map.of(3, 150L));
    assertThat(reservation, is(commit(100, MIN_MILLIS, 150 + CHUNK, 100)));
    assertThat(commits.needsReservation(3, 100), is(true));
    commits.reserved(reservation);
    assertThat(commits.needsReservation(3, 149 + CHUNK), is(false));
    assertThat(commits.needsReservation(3, 150 + CHUNK), is(true));
    assertThat(commits.wantsReservation(3, 149 + CHUNK / 2), is(false));
    assertThat(commits.wantsReservation(3, 150 + CHUNK / 2), is(true));
  }

  @Test
  void groupKeepsTheOffsetOfTheLastDurableMark() {
    commits.begin(3, PartitionStart.at(100));
    commits.reserved(commits.reservation(Map.of(3, 100L)));
    commits.durable(mark(new PartitionMark(180, 900, 800, 0, 100, -1, 0)));
    assertThat(commits.of(List.of(3, 4)), is(commit(180, 800, 100 + CHUNK, 100)));
    assertThat(
        commits.reservation(Map.of(3, 100 + CHUNK)), is(commit(180, 800, 100 + 2 * CHUNK, 100)));
  }

  @Test
  void groupGoesNotBackWhileAJobWithoutStateReadsAgain() {
    commits.begin(3, new PartitionStart(40, 500, 700, 10, 300, 500));
    assertThat(commits.of(List.of(3)), is(commit(300, 700, 500, 10)));
    commits.durable(mark(new PartitionMark(120, 750, 700, 0, 10, 300, 500)));
    assertThat(commits.of(List.of(3)), is(commit(300, 700, 500, 10)));
    commits.durable(mark(new PartitionMark(320, 900, 750, 0, 10, 300, 500)));
    assertThat(commits.of(List.of(3)), is(commit(320, 750, 500, 10)));
  }

  @Test
  void whereNothingIsReplayedNothingIsReserved() {
    Commits without = new Commits("t", false);
    without.begin(3, PartitionStart.at(100));
    assertThat(without.needsReservation(3, 100), is(false));
    assertThat(without.wantsReservation(3, 100), is(false));
  }

  private static KafkaMark mark(PartitionMark mark) {
    return new KafkaMark(true, null, new TreeMap<>(Map.of(3, mark)), durable -> {});
  }

  private static Map<TopicPartition, OffsetAndMetadata> commit(
      long offset, long completed, long reserved, long floor) {
    return Map.of(
        PARTITION,
        new OffsetAndMetadata(offset, new CommitNote(completed, reserved, floor).metadata()));
  }
}

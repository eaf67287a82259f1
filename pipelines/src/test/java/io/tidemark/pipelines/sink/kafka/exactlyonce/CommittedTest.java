package io.tidemark.pipelines.sink.kafka.exactlyonce;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.checkpoint.ShardSequence;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** A shard on the brokers, and jobs that publish to it; attempts are named by when they began. */
class CommittedTest {

  private Committed committed = Committed.NOTHING;

  /**
   * Publishes records made by these attempts; returns the sequence numbers of those not skipped.
   */
  private List<Long> publish(@Nullable ShardSequence state, long... attempts) {
    List<Long> published = new ArrayList<>();
    ShardSequence progress = state;
    for (long attempt : attempts) {
      TopicRecord record = new TopicRecord(new byte[0], null, List.of(), attempt);
      progress = (progress == null ? ShardSequence.begin(attempt) : progress).afterOneLeft();
      if (!committed.includes(progress, record)) {
        committed = Committed.parse(committed.with(progress, record).stored());
        published.add(progress.next() - 1);
      }
    }
    return published;
  }

  @Test
  void recordsAreNumberedAndPublished() {
    assertThat(publish(null, 10, 10, 11), contains(0L, 1L, 2L));
    assertThat(committed, is(new Committed(10, 3, 11)));
  }

  @Test
  void recordsRepeatedAfterACrashAreSkipped() {
    publish(null, 10, 10);
    publish(new ShardSequence(10, 2, 2), 10, 12, 11);

    assertThat(publish(new ShardSequence(10, 2, 2), 10, 12, 11), is(empty()));
  }

  @Test
  void ofATransactionThatWasNotTheLastTheRestIsPublished() {
    publish(null, 10, 10);

    assertThat(publish(null, 10, 10, 10, 20), contains(2L, 3L));
  }

  @Test
  void theFirstRecordsOfAJobAreSkippedTooBeforeItsStateIsKept() {
    publish(null, 10, 10);

    assertThat(publish(null, 10, 10), is(empty()));
  }

  @Test
  void recordsMadeAnewFromAnOlderSavepointArePublishedUnderTheirOldNumbers() {
    publish(null, 10, 10, 10, 10, 10);

    // Number 1 was durable in the savepoint; those after it are made by the new attempt.
    assertThat(publish(new ShardSequence(10, 1, 1), 10, 20, 20), contains(2L, 3L));
  }

  @Test
  void aNewJobBeginsAnew() {
    publish(null, 10, 10, 10);

    assertThat(publish(null, 20, 20), contains(0L, 1L));
    assertThat(committed, is(new Committed(20, 2, 20)));
  }

  @Test
  void ofTwoJobsTheYoungerGoesOn() {
    publish(null, 10, 10, 10);
    publish(null, 20);

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> publish(new ShardSequence(10, 3, 3), 10));
    assertThat(e.getMessage(), containsString("--outputTopicPrefix"));
    assertThat(publish(new ShardSequence(20, 1, 1), 20), contains(1L));
  }

  @Test
  void offsetsOfAConsumerAreNotTakenForProgress() {
    for (String metadata : List.of("", "a b c")) {
      assertThrows(
          IllegalStateException.class, () -> Committed.parse(new OffsetAndMetadata(7, metadata)));
    }
    assertThat(Committed.parse(null), is(Committed.NOTHING));
  }
}

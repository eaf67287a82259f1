package io.tidemark.pipelines.sink.kafka.exactlyonce;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The step on a runner with checkpoints, which is stopped, killed and drained at any moment. */
class CommitFnTest {

  private CheckpointedShard shard;

  @BeforeEach
  @BeforeTry
  void start() {
    shard = new CheckpointedShard();
  }

  /** What can happen. */
  enum Act {
    RECORD,
    POLL,
    /** The brokers take no transaction, and the attempt ends. */
    POLL_IN_VAIN,
    CHECKPOINT,
    COMPLETE,
    SAVEPOINT,
    CRASH
  }

  private void act(Act act) throws Exception {
    switch (act) {
      case RECORD -> shard.receive();
      case POLL -> shard.poll();
      case POLL_IN_VAIN -> shard.pollInVain();
      case CHECKPOINT -> shard.beginCheckpoint();
      case COMPLETE -> shard.completeCheckpoint();
      case SAVEPOINT -> shard.takeSavepoint();
      case CRASH -> shard.crash();
      default -> throw new AssertionError(act);
    }
  }

  private void assertPublished(String... values) {
    assertThat(shard.published(), is(Arrays.asList(values)));
  }

  @Test
  void recordsArePublishedOnceACheckpointThatHoldsThemIsComplete() throws Exception {
    shard.receive();
    shard.beginCheckpoint();
    shard.receive();
    shard.poll();
    assertPublished();

    shard.completeCheckpoint();
    shard.poll();
    assertPublished("1-0");
  }

  @Test
  void whatTheRestoredCheckpointHoldsIsPublishedAtOnceAndWhatItDoesNotIsMadeAnew()
      throws Exception {
    shard.receive();
    shard.beginCheckpoint();
    shard.receive();
    shard.completeCheckpoint();
    shard.crash();
    shard.receive();
    shard.poll();

    assertPublished("1-0");
    assertThat(shard.received(), is(List.of("1-0", "2-1")));
  }

  @Test
  void whatWasCommittedBeforeACrashIsNotPublishedAgain() throws Exception {
    shard.receive();
    shard.beginCheckpoint();
    shard.completeCheckpoint();
    shard.poll();
    shard.crash();
    shard.poll();

    assertPublished("1-0");
  }

  @Test
  void aSavepointThatMakesNoCallDoesNotKeepRecordsWaiting() throws Exception {
    shard.receive();
    shard.takeSavepoint();
    shard.poll();
    shard.beginCheckpoint();
    shard.completeCheckpoint();
    shard.poll();

    assertPublished("1-0");
  }

  @Property
  void atAnyMomentWhatIsPublishedIsDurableInOrderAndThereOnce(
      @ForAll @Size(max = 60) List<Act> acts) throws Exception {
    for (Act act : acts) {
      act(act);
      List<String> durable = shard.durable();
      assertThat(
          act + " of " + acts,
          shard.published(),
          is(durable.subList(0, Math.min(durable.size(), shard.published().size()))));
    }
    shard.poll();
    shard.beginCheckpoint();
    shard.completeAllCheckpoints();
    shard.poll();
    assertThat("after " + acts, shard.published(), is(shard.received()));
    assertThat("after " + acts, shard.waiting(), is(0));
  }

  @Property
  void drainedNothingIsLeftUnpublished(@ForAll @Size(max = 30) List<Act> acts) throws Exception {
    for (Act act : acts) {
      act(act);
    }
    shard.drain();
    assertThat("after " + acts, shard.published(), is(shard.received()));
  }
}

package io.tidemark.pipelines;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import io.tidemark.pipelines.deadletter.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;

class AwaitFinalityTest {
  @Test
  void onlyWhatAReplayMayTakeBackWaitsForACheckpoint() {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PCollection<DeadLetter> letters =
        pipeline.apply(
            Create.of(
                    letters(
                        Reason.MALFORMED,
                        Reason.INVALID,
                        Reason.OVERSIZE,
                        Reason.FUTURE,
                        Reason.LATE,
                        Reason.REJECTED))
                .withCoder(DeadLetterCoder.of()));
    PCollectionTuple split = AwaitFinality.split(letters);
    PAssert.that(split.get(AwaitFinality.FINAL))
        .containsInAnyOrder(letters(Reason.MALFORMED, Reason.INVALID, Reason.OVERSIZE));
    PAssert.that(split.get(AwaitFinality.WAITING))
        .containsInAnyOrder(letters(Reason.FUTURE, Reason.LATE, Reason.REJECTED));
    pipeline.run().waitUntilFinish();
  }

  private static List<DeadLetter> letters(Reason... reasons) {
    return Stream.of(reasons)
        .map(
            reason ->
                new DeadLetter(
                    reason, "Decode", "error", new byte[0], null, "t", 0, reason.ordinal(), 0))
        .toList();
  }
}

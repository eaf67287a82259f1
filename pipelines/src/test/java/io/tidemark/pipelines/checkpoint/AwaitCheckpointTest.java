package io.tidemark.pipelines.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import io.tidemark.pipelines.deadletter.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

class AwaitCheckpointTest {

  /** As they come from a producer that writes no JSON. */
  private static List<DeadLetter> letters(int count) {
    Random random = new Random(3);
    List<DeadLetter> letters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      letters.add(
          new DeadLetter(
              Reason.MALFORMED,
              "Decode",
              "it is not JSON: Unrecognized token 'x' at character 1",
              ("x level=info id=" + Long.toHexString(random.nextLong())).getBytes(UTF_8),
              null,
              "perf-metrics",
              i % 3,
              1_000_000 + i,
              0));
    }
    return letters;
  }

  @Test
  void everyElementComesOutAtTheEndOfTheInput() {
    List<DeadLetter> letters = letters(200);
    Pipeline pipeline = Pipeline.create();
    PCollection<DeadLetter> out =
        pipeline
            .apply(Create.of(letters).withCoder(DeadLetterCoder.of()))
            .apply(AwaitCheckpoint.by(letter -> letter.id().hashCode()));
    PAssert.that(out).containsInAnyOrder(letters);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aBlockGivesItsValuesBackInOrderAndCostsAFractionOfThem() throws Exception {
    List<DeadLetter> letters = letters(250);
    Block<DeadLetter> block = new Block<>(DeadLetterCoder.of());
    letters.forEach(block::add);
    byte[] bytes = block.bytes();
    assertThat(Block.values(bytes, DeadLetterCoder.of()), equalTo(letters));
    assertThat(block.size() / 250, equalTo(124));
    assertThat(bytes.length / 250, lessThan(20));
  }
}

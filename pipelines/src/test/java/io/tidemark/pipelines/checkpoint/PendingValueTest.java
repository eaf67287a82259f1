package io.tidemark.pipelines.checkpoint;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.checkpoint.PendingValue.PendingValueCoder;
import io.tidemark.pipelines.checkpoint.ShardSequence.ShardSequenceCoder;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;

class PendingValueTest {

  private static final Coder<PendingValue<String>> CODER =
      PendingValueCoder.of(StringUtf8Coder.of());

  @Test
  void storedFormsComeBackAsTheyWere() throws Exception {
    for (PendingValue<String> waiting :
        List.of(
            new PendingValue<>(Long.MIN_VALUE, 1, ""),
            new PendingValue<>(7, Long.MAX_VALUE, "é"))) {
      CoderProperties.coderDecodeEncodeEqual(CODER, waiting);
    }
    for (ShardSequence progress :
        List.of(
            ShardSequence.begin(5),
            new ShardSequence(-1, 0, Long.MAX_VALUE),
            new ShardSequence(0, 1, 2))) {
      CoderProperties.coderDecodeEncodeEqual(ShardSequenceCoder.of(), progress);
    }
    CoderProperties.coderSerializable(CODER);
    CoderProperties.coderSerializable(ShardSequenceCoder.of());
  }

  @Test
  void formsOfAnotherVersionAreRefused() {
    for (Coder<?> coder : List.of(CODER, ShardSequenceCoder.of())) {
      CoderException e =
          assertThrows(
              CoderException.class, () -> coder.decode(new ByteArrayInputStream(new byte[] {2})));
      assertThat(e.getMessage(), containsString("version 2"));
    }
  }
}

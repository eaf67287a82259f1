package io.tidemark.pipelines.durable;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.durable.Progress.ProgressCoder;
import io.tidemark.pipelines.durable.Waiting.WaitingCoder;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;

class WaitingTest {

  private static final Coder<Waiting<String>> CODER = WaitingCoder.of(StringUtf8Coder.of());

  @Test
  void storedFormsComeBackAsTheyWere() throws Exception {
    for (Waiting<String> waiting :
        List.of(new Waiting<>(Long.MIN_VALUE, 1, ""), new Waiting<>(7, Long.MAX_VALUE, "é"))) {
      CoderProperties.coderDecodeEncodeEqual(CODER, waiting);
    }
    for (Progress progress :
        List.of(Progress.begin(5), new Progress(-1, 0, Long.MAX_VALUE), new Progress(0, 1, 2))) {
      CoderProperties.coderDecodeEncodeEqual(ProgressCoder.of(), progress);
    }
    CoderProperties.coderSerializable(CODER);
    CoderProperties.coderSerializable(ProgressCoder.of());
  }

  @Test
  void formsOfAnotherVersionAreRefused() {
    for (Coder<?> coder : List.of(CODER, ProgressCoder.of())) {
      CoderException e =
          assertThrows(
              CoderException.class, () -> coder.decode(new ByteArrayInputStream(new byte[] {2})));
      assertThat(e.getMessage(), containsString("version 2"));
    }
  }
}

package io.tidemark.pipelines.performance;

import static io.tidemark.pipelines.event.TokenUsage.UNKNOWN;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.change.Identity;
import io.tidemark.pipelines.series.LongStreams;
import java.io.IOException;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class RequestCoderTest {
  private static final RequestCoder CODER = RequestCoder.of();
  private static final Details DETAILS =
      new Details(120, Double.NaN, 700, UNKNOWN, 0, FinishReason.STOP, null);

  @Test
  void requestsSurvive() throws Exception {
    for (Request request :
        new Request[] {
          new Request(
              Identity.of(Long.MIN_VALUE),
              12.5,
              1e-9,
              0,
              1_000_000_000_000L,
              0.75,
              ErrorClass.OTHER,
              null),
          new Request(Identity.of(-1), 0, 0, 1, 2, null, null, null),
          new Request(Identity.of(7), 1, 2, 3, 4, null, ErrorClass.RATE_LIMITED, DETAILS),
          new Request(
              Identity.of(7),
              1,
              2,
              3,
              4,
              0.5,
              null,
              new Details(
                  Double.NaN,
                  0,
                  UNKNOWN,
                  UNKNOWN,
                  0,
                  FinishReason.OTHER,
                  new CostParts(1, 2, 3, 4)))
        }) {
      CoderProperties.coderDecodeEncodeEqual(CODER, request);
    }
  }

  @Test
  void aRequestTakesFewBytes() throws CoderException {
    Request request = new Request(Identity.of(7), 812.5, 0.0125, 1_200, 400, 0.9, null, null);
    assertThat(CoderUtils.encodeToByteArray(CODER, request).length, is(58));
  }

  /** Batches write into memory of theirs, and other steps into a runner's stream. */
  @Test
  void theBytesAreTheSameInAStreamThatTakesLongs() throws IOException {
    Request request =
        new Request(
            Identity.of(Long.MIN_VALUE),
            812.5,
            0.0125,
            1_200,
            400,
            0.9,
            ErrorClass.SERVER,
            DETAILS);
    LongStreams.Output out = new LongStreams.Output();
    CODER.encode(request, out);
    assertThat(out.toByteArray(), is(CoderUtils.encodeToByteArray(CODER, request)));
    assertThat(CODER.decode(new LongStreams.Input(out.toByteArray())), is(request));
    assertThat("numbers written at once", out.longs, is(12));
  }

  @Test
  void anotherVersionIsRefused() throws CoderException {
    byte[] bytes =
        CoderUtils.encodeToByteArray(
            CODER, new Request(Identity.of(7), 1, 1, 1, 1, null, null, null));
    bytes[0] = 9;
    CoderException e =
        assertThrows(CoderException.class, () -> CoderUtils.decodeFromByteArray(CODER, bytes));
    assertThat(e.getMessage(), containsString("stored requests have version 9"));
  }
}

package io.tidemark.pipelines.feedback;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.change.Identity;
import io.tidemark.pipelines.event.UserFeedback;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class FeedbackCoderTest {
  private static final FeedbackCoder CODER = FeedbackCoder.of();

  @Test
  void feedbackSurvives() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      Feedback feedback =
          new Feedback(
              new Identity(random.nextLong(), random.nextLong()),
              random.nextBoolean() ? 5 * random.nextDouble() : null,
              random.nextBoolean() ? random.nextBoolean() : null,
              random.nextBoolean() ? random.nextBoolean() : null,
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean() ? 90 * random.nextDouble() : null);
      CoderProperties.coderDecodeEncodeEqual(CODER, feedback);
    }
  }

  @Test
  void eachFieldIsThatOfItsEvent() {
    UserFeedback event =
        new UserFeedback(
            "id", 7, "s", "u", "r", 4.0, false, true, false, true, false, true, 1.5, "c", Map.of());
    assertThat(
        Feedback.of(event),
        is(new Feedback(Identity.of("id"), 4.0, false, true, false, true, false, true, 1.5)));
  }

  @Test
  void whatIsNotSaidIsNotDone() {
    UserFeedback event =
        new UserFeedback(
            "id", 7, "s", null, null, null, null, null, null, null, null, null, null, null,
            Map.of());
    assertThat(
        Feedback.of(event),
        is(new Feedback(Identity.of("id"), null, null, null, false, false, false, false, null)));
  }

  @Test
  void anotherVersionIsRefused() throws CoderException {
    Feedback feedback =
        new Feedback(Identity.of(1), null, null, true, false, false, false, false, null);
    byte[] bytes = CoderUtils.encodeToByteArray(CODER, feedback);
    bytes[0] = 9;
    CoderException e =
        assertThrows(CoderException.class, () -> CoderUtils.decodeFromByteArray(CODER, bytes));
    assertThat(e.getMessage(), containsString("stored feedback have version 9"));
  }
}

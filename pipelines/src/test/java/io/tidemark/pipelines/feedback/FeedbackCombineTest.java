package io.tidemark.pipelines.feedback;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.series.ExactMergeLaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.beam.sdk.testing.CoderProperties;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class FeedbackCombineTest {
  private static final WindowedCombine<UserFeedback, FeedbackAccumulator, FeedbackStats> COMBINE =
      FeedbackCombine.withDefaults().on(Feedback::of);

  @Test
  void aSessionOfThreeEvents() {
    FeedbackStats stats =
        stats(
            feedback(20_500, 4.0, true, 0b10001, 0.1),
            feedback(10_000, null, false, 0b01011, 0.2),
            feedback(15_000, 5.0, null, 0b00101, null));
    assertThat(stats, equalTo(new FeedbackStats(3, 4.5, 2, 0.5, 1 / 3.0, 1, 1, 1, 3, 0.3, 10.5)));
  }

  @Test
  void onlyEventsThatSayWhetherTheyLikedItCount() {
    assertThat(stats(feedback(0, null, null, 0, null)).likedRate(), equalTo(null));
    assertThat(
        stats(feedback(0, null, null, 0, null), feedback(0, null, true, 0, null)).likedRate(),
        is(1.0));
  }

  @Test
  void onlyEventsThatSayWhetherTheTaskWasCompletedCount() {
    UserFeedback thumb =
        new UserFeedback(
            "thumb", 0, "s-1", null, null, null, true, null, null, null, null, null, null, null,
            Map.of());
    assertThat(stats(thumb), equalTo(new FeedbackStats(1, null, 0, 1.0, null, 0, 0, 0, 0, 0, 0)));
    FeedbackStats both =
        stats(thumb, feedback(0, null, null, 0b10000, null), feedback(0, null, null, 0, null));
    assertThat(both.events(), is(3L));
    assertThat(both.taskCompletionRate(), is(0.5));
  }

  @Test
  void noEventsAreNullNotNaN() throws Exception {
    FeedbackStats none = stats();
    assertThat(none, equalTo(new FeedbackStats(0, null, 0, null, null, 0, 0, 0, 0, 0, 0)));
    CoderProperties.coderDecodeEncodeEqual(FeedbackStatsCoder.of(), none);
  }

  @Test
  void oneEventBeforeNineteenSeventyLastsNoTime() {
    assertThat(stats(feedback(-5_000, null, null, 0, null)).durationSeconds(), is(0.0));
  }

  @Property(tries = 200)
  void mergedInAnyGroupingEqualsAddedInAnyOrder(
      @ForAll @IntRange(max = 60) int n, @ForAll long seed) throws Exception {
    Random random = new Random(seed);
    List<UserFeedback> events = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      events.add(
          feedback(
              random.nextInt(100_000) - 50_000,
              random.nextBoolean() ? 5 * random.nextDouble() : null,
              random.nextBoolean() ? random.nextBoolean() : null,
              random.nextInt(32),
              random.nextBoolean() ? 60 * random.nextDouble() : null));
    }
    ExactMergeLaw.holds(COMBINE, events, seed);
  }

  private static FeedbackStats stats(UserFeedback... events) {
    return COMBINE.finish(ExactMergeLaw.fold(COMBINE, List.of(events)), ExactMergeLaw.WINDOW);
  }

  /** {@code flags}, from the highest bit: completed, edited, regenerated, saved, shared. */
  private static UserFeedback feedback(
      long millis,
      @Nullable Double rating,
      @Nullable Boolean liked,
      int flags,
      @Nullable Double dwellSeconds) {
    return new UserFeedback(
        "id",
        millis,
        "s-1",
        null,
        "request",
        rating,
        liked,
        (flags & 16) != 0,
        (flags & 8) != 0,
        (flags & 4) != 0,
        (flags & 2) != 0,
        (flags & 1) != 0,
        dwellSeconds,
        null,
        Map.of());
  }
}

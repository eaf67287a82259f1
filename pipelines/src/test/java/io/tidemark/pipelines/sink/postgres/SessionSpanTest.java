package io.tidemark.pipelines.sink.postgres;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class SessionSpanTest {

  @Test
  void aRowChangesForAsLongAsASessionMayGoOnThatItIsJoinedTo() {
    SessionSpan span = new SessionSpan(Duration.millis(20), Duration.millis(60));
    assertThat(span.changesFor(Duration.millis(30)), is(Duration.millis(40)));
    assertThat(span.changesFor(Duration.millis(50)), is(Duration.millis(50)));
  }

  @Test
  void boundsFindExactlyTheSessionsWhoseEventsOverlap() {
    SessionSpan span = new SessionSpan(Duration.millis(5), Duration.millis(20));
    Random random = new Random(11);
    for (int i = 0; i < 100_000; i++) {
      long from = random.nextLong(-30, 30);
      long to = from + 5 + random.nextLong(16);
      long otherFrom = random.nextLong(-30, 30);
      long otherTo = otherFrom + 5 + random.nextLong(16);

      boolean found =
          otherFrom >= span.earliestStart(from)
              && otherFrom <= span.latestStart(to)
              && otherTo >= span.earliestEnd(from);
      boolean eventsOverlap = otherFrom <= to - 5 && from <= otherTo - 5;

      assertThat(
          "[%d, %d) and [%d, %d)".formatted(from, to, otherFrom, otherTo),
          found,
          is(eventsOverlap));
    }
  }

  @Test
  void sessionsWithoutACapAreSearchedForFromTheBeginningOfTime() {
    SessionSpan span = new SessionSpan(Duration.millis(5), Duration.millis(Long.MAX_VALUE));

    assertThat(span.earliestStart(0), is(Partitions.EARLIEST_MILLIS));
    assertThat(span.earliestStart(-1_000_000), is(Partitions.EARLIEST_MILLIS));
  }

  @Test
  void gapLongerThanTheLengthIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new SessionSpan(Duration.millis(5), Duration.millis(4)));
  }
}

package io.tidemark.pipelines.anomaly;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Which windows overlap, and which are judged. */
class WindowStepsTest {

  @Test
  void fifteenWindowsOfAMinuteEachAreFifteenPhases() {
    WindowSteps steps = new WindowSteps(Duration.standardMinutes(15), Duration.standardMinutes(1));
    assertThat(steps.phases(), is(15));
    assertThat(steps.phase(minute(30)), is(0));
    assertThat(steps.phase(minute(44)), is(14));
    assertThat(steps.phase(minute(45)), is(0));
    assertThat(steps.phase(minute(-1)), is(14));
  }

  @Test
  void windowsOfOnePhaseNeverOverlapThoughThePeriodDoesNotDivideTheSize() {
    WindowSteps steps = new WindowSteps(Duration.standardMinutes(15), Duration.standardMinutes(4));
    assertThat(steps.phases(), is(4));
    assertThat(steps.phase(minute(16)), is(0));
    assertThat(steps.phase(minute(32)), is(0));
  }

  @Test
  void ofVeryManyWindowsSixtyInALengthAreJudged() {
    WindowSteps steps = new WindowSteps(Duration.standardMinutes(15), Duration.standardSeconds(1));
    assertThat(steps.phases(), is(60));
    assertThat(steps.phase(Instant.ofEpochMilli(15_000)), is(1));
    assertThat(steps.phase(Instant.ofEpochMilli(16_000)), is(-1));
  }

  @Test
  void aPeriodLongerThanTheSizeIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new WindowSteps(Duration.standardSeconds(1), Duration.standardSeconds(2)));
    assertThat(refused.getMessage(), is("period is PT2S: allowed are PT0.001S to the size, PT1S"));
  }

  private static Instant minute(int minute) {
    return Instant.EPOCH.plus(Duration.standardMinutes(minute));
  }
}

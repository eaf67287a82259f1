package io.tidemark.traffic.output;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacerTest {
  private long nanos;
  private final List<Long> sleptMillis = new ArrayList<>();

  private Pacer pacer(String speed) {
    return new Pacer(
        Speed.parse(speed),
        () -> nanos,
        sleep -> {
          nanos += sleep;
          sleptMillis.add(sleep / 1_000_000);
        });
  }

  @Test
  void aMinuteOfEventTimeTakesASecondAtSixtyFold() {
    Pacer pacer = pacer("60x");
    pacer.await(1_000);
    pacer.await(61_000);
    assertThat(sleptMillis, contains(1_000L));
  }

  @Test
  void anEarlierEventGoesOutAtOnceAndAWrongClockIsNotWaitedFor() {
    Pacer pacer = pacer("1x");
    pacer.await(10_000);
    pacer.await(4_000);
    pacer.await(10_000 + 86_400_001L);
    pacer.await(10_500);
    assertThat(sleptMillis, contains(500L));
  }

  @Test
  void maxNeverWaits() {
    Pacer pacer = pacer("max");
    pacer.await(0);
    pacer.await(3_600_000);
    assertThat(sleptMillis, equalTo(List.of()));
  }

  @Test
  void aSpeedThatIsNoneNamesTheAllowedOnes() {
    for (String text : List.of("fast", "0x", "-1x", "60", "")) {
      Exception refused = assertThrows(IllegalArgumentException.class, () -> Speed.parse(text));
      assertThat(
          refused.getMessage(),
          equalTo(
              "'"
                  + text
                  + "' is no speed: allowed are a factor above 0 such as 1x, 60x, 0.5x, or max"));
    }
  }
}

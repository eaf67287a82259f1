package io.tidemark.pipelines.options;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "1ms, 1",
    "250ms, 250",
    "90s, 90000",
    "5m, 300000",
    "4h, 14400000",
    "365d, 31536000000"
  })
  void whatIsReadIsWrittenTheSame(String text, long millis) {
    assertThat(Durations.millis(text), is(OptionalLong.of(millis)));
    assertThat(Durations.text(millis), is(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"60s", " 1m", "060s "})
  void oneMinuteHasMoreThanOneForm(String text) {
    assertThat(Durations.millis(text), is(OptionalLong.of(60_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"106751991168d", "999999999999d", "99999999999999999999999ms"})
  void whatALongCannotHoldIsTheLongest(String text) {
    assertThat(Durations.millis(text), is(OptionalLong.of(Long.MAX_VALUE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "+1s", "1.5h", "5 m", "5w", "5M", "٣s", "1h30m"})
  void whatIsNotADurationIsNotRead(String text) {
    assertThat(Durations.millis(text), is(OptionalLong.empty()));
  }
}

package io.tidemark.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 B      | 1             | 1 B",
        "512 MB   | 536870912     | 512 MB",
        "2,048 MB | 2147483648    | 2 GB",
        "2048MB   | 2147483648    | 2 GB",
        "1024 KB  | 1048576       | 1 MB",
        "0 GB     | 0             | 0 B",
        "1 TB     | 1099511627776 | 1 TB",
      })
  void aSizeIsANumberAndAUnit(String text, long bytes, String normal) {
    assertThat(Units.bytes(text), is(OptionalLong.of(bytes)));
    assertThat(Units.size(bytes), is(normal));
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "512 mb", "20,48 MB", "1.5 GB", "-1 MB", "512  MB", "MB", ""})
  void whatIsNoSizeIsNone(String text) {
    assertThat(Units.bytes(text), is(OptionalLong.empty()));
  }

  @Test
  void whatALongCannotHoldIsItsLargest() {
    assertThat(Units.bytes("9999999999999 TB"), is(OptionalLong.of(Long.MAX_VALUE)));
    assertThat(Units.millis("99999999999999999d"), is(OptionalLong.of(Long.MAX_VALUE)));
  }
}

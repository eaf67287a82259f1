package io.tidemark.pipelines.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.record.Decoded;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "1970-01-01T00:00:00Z,           1970-01-01T00:00:00Z",
    "2026-01-05T12:34:56Z,           2026-01-05T12:34:56Z",
    "2026-01-05t12:34:56z,           2026-01-05T12:34:56Z",
    "2026-01-05 12:34:56Z,           2026-01-05T12:34:56Z",
    "2026-01-05T12:34:56.7Z,         2026-01-05T12:34:56.700Z",
    "2026-01-05T12:34:56.07Z,        2026-01-05T12:34:56.070Z",
    "2026-01-05T12:34:56.9999999999999Z, 2026-01-05T12:34:56.999Z",
    "2026-01-05T12:34:56+00:00,      2026-01-05T12:34:56Z",
    "2026-01-05T12:34:56-00:00,      2026-01-05T12:34:56Z",
    "2026-01-05T01:00:00+05:30,      2026-01-04T19:30:00Z",
    "2026-12-31T23:00:00.5-03:30,    2027-01-01T02:30:00.500Z",
    "2024-02-29T00:00:00Z,           2024-02-29T00:00:00Z",
    "2000-02-29T00:00:00Z,           2000-02-29T00:00:00Z",
    "9999-12-31T23:59:59.999Z,       9999-12-31T23:59:59.999Z",
    "2016-12-31T23:59:60Z,           2016-12-31T23:59:59.999Z",
    "2017-01-01T05:29:60.25+05:30,   2016-12-31T23:59:59.999Z",
  })
  void timestampIsReadInUtc(String text, Instant expected) throws Rejection {
    assertThat(Rfc3339.parseMillis(Field.TIMESTAMP, text), is(expected.toEpochMilli()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "1767616496",
        "2026-01-05",
        "2026-01-05T12:34:56",
        "2026-01-05T12:34:56.789",
        "2026-01-05T12:34Z",
        "2026-01-05T12:34:56.Z",
        "2026-01-05T12:34:56,5Z",
        "2026-01-05T12:34:56+0530",
        "2026-01-05T12:34:56+05",
        "2026-01-05T12:34:56+24:00",
        "2026-01-05T12:34:56+05:60",
        "2026-01-05T12:34:56*05:30",
        "2026-01-05T12:34:56ZZ",
        "2026-01-05T12:34:56Z ",
        " 2026-01-05T12:34:56Z",
        "2026-01-05X12:34:56Z",
        "2026/01/05T12:34:56Z",
        "2026-13-05T12:34:56Z",
        "2026-00-05T12:34:56Z",
        "2026-02-29T12:34:56Z",
        "2100-02-29T12:34:56Z",
        "2026-04-31T12:34:56Z",
        "2026-01-00T12:34:56Z",
        "2026-01-05T24:00:00Z",
        "2026-01-05T12:60:56Z",
        "2026-01-05T12:34:61Z",
        "2026-01-05T12:34:60Z",
        "2016-12-31T23:59:60+05:30",
        "+2026-01-05T12:34:56Z",
        "12026-01-05T12:34:56Z",
        "-026-01-05T12:34:56Z",
        ":026-01-05T12:34:56Z", // the characters next to the digits
        "2026-01-0:T12:34:56Z",
        "2026-01-0/T12:34:56Z",
        "２０２６-01-05T12:34:56Z",
        "2026-01-05T12:34:56.٣Z",
      })
  void anythingElseIsMalformed(String text) {
    assertThat(rejection(text).reason(), is(Reason.MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
      })
  void timestampOutsideTheYearsIsInvalid(String text) {
    assertThat(rejection(text).reason(), is(Reason.INVALID));
  }

  @Test
  void agreesWithTheJdkOnRandomTimestamps() throws Rejection {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      long millis = (long) (random.nextDouble() * 253_402_300_799_999L);
      int offsetMinutes = random.nextInt(2 * 1079) - 1079;
      OffsetDateTime time =
          Instant.ofEpochMilli(millis).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
      if (time.getYear() >= 1970 && time.getYear() <= 9999) {
        String text = java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        assertThat(text, Rfc3339.parseMillis(Field.TIMESTAMP, withSeconds(text)), is(millis));
      }
    }
  }

  private static String withSeconds(String text) {
    return text.charAt(16) == ':' ? text : text.substring(0, 16) + ":00" + text.substring(16);
  }

  private static Decoded.Rejected rejection(String text) {
    return assertThrows(Rejection.class, () -> Rfc3339.parseMillis(Field.TIMESTAMP, text))
        .asDecoded(null);
  }
}

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

class EventTimeTest {

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
    assertThat(EventTime.parseMillis(Field.TIMESTAMP, text, false), is(expected.toEpochMilli()));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // Offsets as ISO 8601 and programs write them.
        "2026-01-05T12:00:01+0000                 | 2026-01-05T12:00:01Z",
        "2026-01-05T17:30:01+0530                 | 2026-01-05T12:00:01Z",
        "2026-01-05T07:00:01-0500                 | 2026-01-05T12:00:01Z",
        "2026-01-05 12:00:02+00                   | 2026-01-05T12:00:02Z",
        "2026-01-05T14:00:05+02                   | 2026-01-05T12:00:05Z",
        "2026-01-05 12:00:05.123456-00            | 2026-01-05T12:00:05.123Z",
        "2026-01-05 14:00:05 +02:00               | 2026-01-05T12:00:05Z",
        "2026-01-05 12:00:14 UTC                  | 2026-01-05T12:00:14Z",
        "2026-01-05 12:00:14.5 GMT                | 2026-01-05T12:00:14.500Z",
        "2026-01-05T12:00:14utc                   | 2026-01-05T12:00:14Z",
        "2026-01-05 12:00:14 UT                   | 2026-01-05T12:00:14Z",
        "2026-01-05 13:00:14 UTC+01:00            | 2026-01-05T12:00:14Z",
        "2026-01-05 14:00:14.25 +0200 CEST        | 2026-01-05T12:00:14.250Z",
        "2026-01-05T13:00:14+01:00[Europe/Paris]  | 2026-01-05T12:00:14Z",
        "2026-01-05T12:00:14Z[UTC]                | 2026-01-05T12:00:14Z",
        // The fraction behind a comma, no seconds, no separators.
        "2026-01-05T12:00:03,250Z                 | 2026-01-05T12:00:03.250Z",
        "2026-01-05 12:00:03,2509+0000            | 2026-01-05T12:00:03.250Z",
        "2026-01-05T12:00Z                        | 2026-01-05T12:00:00Z",
        "2026-01-05 14:30+02                      | 2026-01-05T12:30:00Z",
        "20260105T120003Z                         | 2026-01-05T12:00:03Z",
        "20260105T120003.5+0000                   | 2026-01-05T12:00:03.500Z",
        "20260105T1200Z                           | 2026-01-05T12:00:00Z",
        "'  2026-01-05T12:34:56Z '                | 2026-01-05T12:34:56Z",
        "2016-12-31T23:59:60+00                   | 2016-12-31T23:59:59.999Z",
        // RFC 1123 and what else has words.
        "Mon, 05 Jan 2026 12:00:15 GMT            | 2026-01-05T12:00:15Z",
        "Mon, 5 Jan 2026 12:00:15 GMT             | 2026-01-05T12:00:15Z",
        "mon, 05 jan 2026 12:00:15 gmt            | 2026-01-05T12:00:15Z",
        "Mon, 05 Jan 2026 13:00:15 +0100          | 2026-01-05T12:00:15Z",
        "Mon, 05 Jan 2026 12:00:15 +0000 (UTC)    | 2026-01-05T12:00:15Z",
        "05 Jan 2026 12:00 UT                     | 2026-01-05T12:00:00Z",
        "Monday, 05-Jan-2026 12:00:15 GMT         | 2026-01-05T12:00:15Z",
        "Mon Jan 05 2026 12:00:15 GMT+0000 (Coordinated Universal Time) | 2026-01-05T12:00:15Z",
        "Mon Jan  5 12:00:15 UTC 2026             | 2026-01-05T12:00:15Z",
        "January 5, 2026 12:00:15 UTC             | 2026-01-05T12:00:15Z",
        "Thu, 29 Feb 2024 00:00:00 GMT            | 2024-02-29T00:00:00Z",
      })
  void otherFormsAreReadInUtc(String text, Instant expected) throws Rejection {
    assertThat(EventTime.parseMillis(Field.TIMESTAMP, text, false), is(expected.toEpochMilli()));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0,                       1970-01-01T00:00:00Z",
    "-0,                      1970-01-01T00:00:00Z",
    "1e-9999,                 1970-01-01T00:00:00Z",
    "1767614406,              2026-01-05T12:00:06Z",
    "1767614407.25,           2026-01-05T12:00:07.250Z",
    "1767614407.250,          2026-01-05T12:00:07.250Z",
    "1767614407.9999999,      2026-01-05T12:00:07.999Z",
    "1.767614407e9,           2026-01-05T12:00:07Z",
    "1.767614407E+12,         2026-01-05T12:00:07Z",
    "+1767614406,             2026-01-05T12:00:06Z",
    "1767614408000,           2026-01-05T12:00:08Z",
    "1767614408123.9,         2026-01-05T12:00:08.123Z",
    "1767614409000000,        2026-01-05T12:00:09Z",
    "1767614409123999,        2026-01-05T12:00:09.123Z",
    "1767614410000000000,     2026-01-05T12:00:10Z",
    "1767614410123999999,     2026-01-05T12:00:10.123Z",
    "1767614410123999999.5,   2026-01-05T12:00:10.123Z",
    "' 1767614411 ',          2026-01-05T12:00:11Z",
    "253402300799,            9999-12-31T23:59:59Z",
    "253402300799.999,        9999-12-31T23:59:59.999Z",
    "253402300799999,         9999-12-31T23:59:59.999Z",
    "253402300799999999,      9999-12-31T23:59:59.999Z",
    "253402300799999999999,   9999-12-31T23:59:59.999Z",
    "253402300800,            1978-01-11T21:31:40.800Z",
  })
  void numberSinceTheEpochIsReadByItsSize(String text, Instant expected) throws Rejection {
    assertThat(EventTime.parseMillis(Field.TIMESTAMP, text, false), is(expected.toEpochMilli()));
  }

  /** Each unit gives the same moment, at random ones from 1978 to 2497. */
  @Test
  void unitsAreToldApart() throws Rejection {
    Random random = new Random(43);
    for (int i = 0; i < 20_000; i++) {
      long millis = 253_402_300_800L + (long) (random.nextDouble() * 16_400_000_000_000L);
      String seconds = millis / 1000 + "." + String.valueOf(1000 + millis % 1000).substring(1);
      for (String text :
          new String[] {seconds, "" + millis, millis + "999", millis + "999999", millis + ".999"}) {
        assertThat(text, EventTime.parseMillis(Field.TIMESTAMP, text, false), is(millis));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-05T12:34:56",
        "2026-01-05 12:34:56.789",
        "2026-01-05T12:34",
        "20260105T123456",
        "Mon Jan  5 12:34:56 2026",
        "Mon, 05 Jan 2026 12:34:56",
        "20260105",
        "20260105123456",
      })
  void timeWithoutAnOffsetIsNeverGuessed(String text) {
    Decoded.Rejected rejected = rejection(text);
    assertThat(rejected.reason(), is(Reason.MALFORMED));
    assertThat(
        rejected.error(),
        is(
            "timestamp is \""
                + text
                + "\", which has no offset from UTC; one is needed: 2026-01-05T12:34:56.789Z"));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "2026-01-05T12:34:56,       2026-01-05T12:34:56Z",
    "2026-01-05 12:34:56.789,   2026-01-05T12:34:56.789Z",
    "Mon Jan  5 12:34:56 2026,  2026-01-05T12:34:56Z",
    "2026-01-05T12:34:56+02:00, 2026-01-05T10:34:56Z",
  })
  void timeWithoutAnOffsetIsUtcWhereSomeoneSaysSo(String text, Instant expected) throws Rejection {
    assertThat(EventTime.parseMillis(Field.TIMESTAMP, text, true), is(expected.toEpochMilli()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "-1767614406",
        "-0.001",
        "1e12345",
        "253402300800000000000",
        "99999999999999999999999",
        "Wed, 31 Dec 1969 23:59:59 GMT",
        "1969-12-31 23:59:59 UTC",
      })
  void numbersAndOtherFormsOutsideTheYearsAreInvalid(String text) {
    Decoded.Rejected rejected = rejection(text);
    assertThat(rejected.reason(), is(Reason.INVALID));
    assertThat(
        rejected.error(), is("timestamp is \"" + text + "\"; allowed are the years 1970 to 9999"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "NaN",
        "Infinity",
        "0x6955",
        "1,767,614,406",
        "1767614406s",
        "1e99999999999",
        "1.2.3",
        ".",
        "-",
        "１７６７６１４４０６",
        "2026-01-05T12:34:56 CET", // a name has summer time, or means several zones
        "2026-01-05T12:34:56 EST",
        "2026-01-05T12:34:56 PM",
        "2026-01-05T12:34:56[Europe/Paris]",
        "2026-01-05T12:34:56+5",
        "2026-01-05T12:34:56+053",
        "2026-01-05T12:34:56+2400",
        "2026-01-05T12:34:56Z+02",
        "2026-01-05T12Z",
        "2026-1-5T12:34:56Z",
        "2026-13-05 12:34:56 UTC",
        "2026-02-30 12:34:56 UTC",
        "05/01/2026 12:34:56 UTC", // day or month
        "2026/01/05 12:34:56 UTC",
        "Monday, 05-Jan-26 12:34:56 GMT", // of which century
        "Tue, 05 Jan 2026 12:34:56 GMT", // was a Monday
        "Mon, 05 Xyz 2026 12:34:56 GMT",
        "Mon, 05 Jan 2026 25:34:56 GMT",
        "Mon, 05 Jan 2026",
        "Mon",
        "now",
        "2026-01-05",
        "2026-01-05T12:34:56",
        "2026-01-05T12:34:56.789",
        "2026-01-05T12:34:56.Z",
        "2026-01-05T12:34:56+24:00",
        "2026-01-05T12:34:56+05:60",
        "2026-01-05T12:34:56*05:30",
        "2026-01-05T12:34:56ZZ",
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
        assertThat(
            text, EventTime.parseMillis(Field.TIMESTAMP, withSeconds(text), false), is(millis));
      }
    }
  }

  private static String withSeconds(String text) {
    return text.charAt(16) == ':' ? text : text.substring(0, 16) + ":00" + text.substring(16);
  }

  private static Decoded.Rejected rejection(String text) {
    return assertThrows(Rejection.class, () -> EventTime.parseMillis(Field.TIMESTAMP, text, false))
        .asDecoded(null);
  }
}

package io.tidemark.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.query.feed.Position;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemException;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ParametersTest {

  private static Object read(String query, Function<Parameters, Object> read) {
    try {
      return read.apply(new Parameters(QueryText.parse(query), Client.NOW));
    } catch (ProblemException e) {
      Problem problem = e.problem();
      return problem.type().slug() + " " + problem.detail();
    }
  }

  private static String time(String value) {
    return String.valueOf(read("t=" + value, given -> given.time("t")));
  }

  @Test
  void aTimeIsRfc3339OrNowOrADurationBeforeNow() {
    assertEquals("2026-01-05T12:30:00Z", time("now"));
    assertEquals("2026-01-05T11:00:00Z", time("90m"));
    assertEquals("2026-01-05T10:00:00Z", time("2026-01-05T12:00:00%2B02:00"));
    assertEquals("2026-01-05T10:00:00Z", time("2026-01-05T12:00:00+02:00"));
    assertEquals("2026-01-05T12:00:00.123456Z", time("2026-01-05T12:00:00.123456Z"));
    String allowed =
        "; allowed: RFC 3339 with an offset (2026-01-05T12:30:00Z), now, or a duration before now (90m)";
    assertEquals("invalid-parameter t is '2026-01-05'" + allowed, time("2026-01-05"));
    assertEquals(
        "invalid-parameter t is '2026-02-30T00:00:00Z'" + allowed, time("2026-02-30T00:00:00Z"));
    assertEquals(
        "invalid-parameter t is '+999999999-01-01T00:00:00Z'" + allowed,
        time("%2B999999999-01-01T00:00:00Z"));
    assertEquals("invalid-parameter t is '3000000d'" + allowed, time("3000000d"));
    assertEquals("invalid-parameter t is ''" + allowed, time(""));
  }

  @Test
  void aDurationHasAUnitAndAnEnd() {
    Duration most = Duration.ofMinutes(1);
    assertEquals(Duration.ofMillis(250), read("d=250ms", given -> given.duration("d", most)));
    assertEquals(most, read("d=60s", given -> given.duration("d", most)));
    String allowed =
        "; allowed: a whole number and a unit, ms, s, m, h or d (500ms, 30s), at most 60s";
    assertEquals(
        "invalid-parameter d is '61s'" + allowed,
        read("d=61s", given -> given.duration("d", most)));
    assertEquals(
        "invalid-parameter d is '5'" + allowed, read("d=5", given -> given.duration("d", most)));
    assertEquals(
        "invalid-parameter d is '999999999999d'" + allowed,
        read("d=999999999999d", given -> given.duration("d", most)));
  }

  @Test
  void limitsAndListsAreOfWhatThereIs() {
    assertEquals(100, read("", Parameters::limit));
    assertEquals(
        "invalid-parameter limit is '5001'; allowed: a whole number from 1 to 5000",
        read("limit=5001", Parameters::limit));
    assertEquals(
        Set.of(Pane.EARLY, Pane.ON_TIME),
        read("pane=early,on_time", given -> given.setOf("pane", Pane.class)));
    assertEquals(
        "invalid-parameter pane is 'early,'; allowed: early, on_time, late, one or more, separated by commas",
        read("pane=early,", given -> given.setOf("pane", Pane.class)));
    assertEquals(
        Map.of("model", "a b", "x.y", ""),
        read("dimension.model=a+b&dimension.x.y=", Parameters::dimensions));
  }

  @Test
  void aQueryIsTakenStrictly() {
    assertEquals(
        "invalid-parameter a is '2'; allowed: given once; more values are separated by commas",
        read("a=1&a=2", given -> ""));
    assertEquals(
        "invalid-parameter a is '%4'; allowed: a percent sign only before two hexadecimal digits",
        read("a=%4", given -> ""));
    assertEquals(
        "invalid-parameter a is '%ff'; allowed: percent-encoded UTF-8", read("a=%ff", given -> ""));
    assertEquals(
        "invalid-parameter a is 'x%00'; allowed: text without control characters",
        read("a=x%00", given -> ""));
    assertEquals(Optional.of("€=1"), read("a=%E2%82%AC=1", given -> given.text("a")));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearestKnownOne() {
    List<String> known = List.of("from", "limit", "dimension.*");
    assertEquals(
        "invalid-parameter there is no parameter limits; did you mean limit?",
        read("limits=1", given -> only(given, known)));
    assertEquals(
        "invalid-parameter there is no parameter xyz", read("xyz=1", given -> only(given, known)));
    assertEquals(
        "invalid-parameter there is no parameter dimension.; did you mean dimension.*?",
        read("dimension.=1", given -> only(given, known)));
    assertEquals("", read("dimension.model=1&from=2", given -> only(given, known)));
  }

  private static String only(Parameters given, List<String> known) {
    given.onlyOf(known);
    return "";
  }

  @Test
  void forgedPositionsAndIdsAreNone() {
    for (String forged : List.of("AQ", "gA", "AQFh", "_____w", "gICAgICAgICAgAE", "AQ==x")) {
      assertEquals(Optional.empty(), Position.parse(forged), forged);
    }
    RowKey key = RowKey.window("model=a", Rows.NOON, Rows.NOON + 1);
    assertEquals(Optional.of(key), Ids.parse(key.id()));
    assertEquals(Optional.empty(), Ids.parse(RowKey.window("a\0b", 0, 1).id()));
    assertEquals(Optional.empty(), Ids.parse(RowKey.window("a", Long.MIN_VALUE, 1).id()));
    assertEquals(Optional.empty(), Ids.parse(RowKey.window("a", 2, 1).id()));
    assertEquals(Optional.empty(), Ids.parse(key.id() + "="));
  }
}

package io.tidemark.traffic.generate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final GeneratedTrace TRACE =
      GeneratedTrace.of(new GeneratorSettings().seed(42).events(100_000));

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() {
    GeneratorSettings settings = new GeneratorSettings().seed(7).events(5_000);
    List<Generated> once = GeneratedTrace.of(settings).records();
    assertThat(GeneratedTrace.of(settings).records(), equalTo(once));
    assertThat(GeneratedTrace.of(settings.seed(8)).records(), not(equalTo(once)));
  }

  /** A change here changes every recorded figure that names a seed: say so in the commit. */
  @Test
  void tenThousandRecordsOfSeedOneAreTheSameOnEveryMachine() {
    CRC32 checksum = new CRC32();
    new Generator(new GeneratorSettings().seed(1))
        .forEachRemaining(r -> checksum.update(r.bytes()));
    assertThat(Long.toHexString(checksum.getValue()), equalTo("23486c19"));
  }

  @Test
  void countsAreThoseOfTheRecords() {
    Map<Feed, Map<Kind, Long>> counted = new EnumMap<>(Feed.class);
    for (Generated record : TRACE.records()) {
      counted
          .computeIfAbsent(record.feed(), f -> new EnumMap<>(Kind.class))
          .merge(record.kind(), 1L, Long::sum);
    }
    for (Feed feed : Feed.values()) {
      for (Kind kind : Kind.values()) {
        assertThat(
            feed + " " + kind,
            TRACE.injected().of(feed, kind),
            is(counted.get(feed).getOrDefault(kind, 0L)));
      }
    }
    assertThat(TRACE.injected().total(), is(100_000L));
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "REGULAR")
  void everyKindComesAtItsRatio(Kind kind) {
    double expected = 100_000 * GeneratorSettings.defaultRatio(kind);
    double fourSigma = 4 * Math.sqrt(expected);
    assertThat((double) TRACE.injected().of(kind), closeTo(expected, fourSigma));
  }

  @Test
  void arrivalsNeverGoBack() {
    long last = Long.MIN_VALUE;
    for (Generated record : TRACE.records()) {
      assertThat(record.arrivalMillis() >= last, is(true));
      last = record.arrivalMillis();
    }
  }

  @Test
  void theRateInEventTimeIsTheOneAskedFor() {
    List<Generated> records = TRACE.records();
    double seconds =
        (records.get(records.size() - 1).arrivalMillis() - records.get(0).arrivalMillis()) / 1e3;
    assertThat(records.size() / seconds, closeTo(50, 10));
  }

  @Test
  void everyValidIdIsUniqueAndEveryDuplicateRepeatsEarlierBytes() {
    Set<String> ids = new HashSet<>();
    Set<String> values = new HashSet<>();
    for (Generated record : TRACE.records()) {
      if (record.kind() == Kind.DUPLICATE) {
        assertThat(values.contains(record.text()), is(true));
      } else if (record.kind() != Kind.MALFORMED) {
        assertThat(record.toString(), ids.add(event(record).get("id").asText()), is(true));
        values.add(record.text());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Feed.class)
  void delaysAreThoseOfTheKindForTheFeed(Feed feed) {
    Tardiness tardiness = Tardiness.defaults(feed);
    long delay = tardiness.maxDelay().toMillis();
    long lateness = tardiness.allowedLateness().toMillis();
    long window = tardiness.window().toMillis();
    assertDelays(feed, Kind.REGULAR, d -> d >= 0 && d <= 2_000);
    assertDelays(feed, Kind.DISORDERED, d -> d >= 0 && d < delay);
    assertDelays(feed, Kind.STRAGGLER, d -> d > delay && d < delay + lateness);
    assertDelays(feed, Kind.DROPPABLY_LATE, d -> d > 1.5 * (window + delay + lateness));
    assertDelays(feed, Kind.FUTURE, d -> d < -50 * 365 * 86_400_000L);
  }

  private static void assertDelays(Feed feed, Kind kind, Predicate<Long> allowed) {
    for (Generated record : TRACE.records()) {
      if (record.feed() == feed && record.kind() == kind) {
        long delay = record.arrivalMillis() - timestamp(record);
        assertThat(record + " delayed by " + delay, allowed.test(delay), is(true));
      }
    }
  }

  @Test
  void nothingIsDroppablyLateBeforeAWatermarkExists() {
    List<Generated> first = TRACE.records().subList(0, Generator.WARM_UP);
    assertThat(first.stream().filter(r -> r.kind() == Kind.DROPPABLY_LATE).toList(), hasSize(0));
  }

  @Test
  void aSessionPausesForLongerThanTheGapAndAnotherGoesOnForHours() {
    List<Generated> records =
        GeneratedTrace.of(new GeneratorSettings().seed(3).undisturbed().eventRate(2).events(80_000))
            .of(Feed.FEEDBACK);
    Map<String, List<Long>> sessions = new HashMap<>();
    records.forEach(
        r -> sessions.computeIfAbsent(r.key(), k -> new ArrayList<>()).add(timestamp(r)));
    long paused = sessions.values().stream().filter(t -> longestPause(t) > 30 * 60_000L).count();
    long marathons =
        sessions.values().stream()
            .filter(t -> longestPause(t) < 30 * 60_000L && span(t) > 4 * 3_600_000L)
            .count();
    assertThat(paused, greaterThan(100L));
    assertThat(marathons, greaterThan(3L));
  }

  private static long longestPause(List<Long> times) {
    List<Long> sorted = times.stream().sorted().toList();
    long longest = 0;
    for (int i = 1; i < sorted.size(); i++) {
      longest = Math.max(longest, sorted.get(i) - sorted.get(i - 1));
    }
    return longest;
  }

  private static long span(List<Long> times) {
    return times.stream().max(Comparator.naturalOrder()).orElseThrow()
        - times.stream().min(Comparator.naturalOrder()).orElseThrow();
  }

  @Test
  void latencyGrowsWithOutputTokensAndHasAHeavyTail() {
    List<JsonNode> requests =
        TRACE.of(Feed.PERFORMANCE).stream()
            .filter(r -> r.kind() == Kind.REGULAR)
            .map(GeneratorTest::event)
            .filter(e -> !e.has("error"))
            .toList();
    double few = median(requests, e -> e.get("output_tokens").asLong() < 100);
    double many = median(requests, e -> e.get("output_tokens").asLong() > 500);
    double typical = median(requests, e -> true);
    double extreme = requests.stream().mapToDouble(GeneratorTest::latency).max().orElseThrow();
    assertThat(many, greaterThan(3 * few));
    assertThat(extreme, greaterThan(20 * typical));
  }

  private static double median(List<JsonNode> requests, Predicate<JsonNode> which) {
    double[] latencies =
        requests.stream().filter(which).mapToDouble(GeneratorTest::latency).sorted().toArray();
    return latencies[latencies.length / 2];
  }

  private static double latency(JsonNode event) {
    return event.get("latency_ms").asDouble();
  }

  @Test
  void everyHealthStatusOccurs() {
    Set<String> statuses = new HashSet<>();
    TRACE.of(Feed.HEALTH).stream()
        .filter(r -> r.kind() == Kind.REGULAR)
        .forEach(r -> statuses.add(event(r).get("status").asText()));
    assertThat(statuses, equalTo(Set.of("healthy", "degraded", "unhealthy")));
  }

  @Test
  void everyRecordIsOneLineThatIsNotEmpty() {
    for (Generated record : TRACE.records()) {
      assertThat(record.toString(), record.text().lines().count(), is(1L));
    }
  }

  @Test
  void aRatioAboveOneNamesItsKindAndTheRange() {
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new GeneratorSettings().ratio(Kind.DUPLICATE, 1.5));
    assertThat(refused.getMessage(), equalTo("DUPLICATE ratio 1.5: allowed is 0 to 1"));
  }

  private static long timestamp(Generated record) {
    return Instant.parse(event(record).get("timestamp").asText()).toEpochMilli();
  }

  /** The native event, whatever form it came in. */
  private static JsonNode event(Generated record) {
    try {
      JsonNode node = JSON.readTree(record.bytes());
      return node.has("data") ? node.get("data") : node;
    } catch (IOException e) {
      throw new UncheckedIOException(record.toString(), e);
    }
  }
}

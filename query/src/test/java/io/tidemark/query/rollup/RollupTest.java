package io.tidemark.query.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.aggregate.QuantileSketch;
import io.tidemark.aggregate.QuantileSketchCoder;
import io.tidemark.query.http.Endpoint;
import io.tidemark.query.http.Reply;
import io.tidemark.query.http.Requests;
import io.tidemark.query.postgres.Computations;
import io.tidemark.query.postgres.QueryDatabase;
import io.tidemark.query.problem.ProblemException;
import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.row.Stream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Roll-ups against the truth from the raw events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollupTest {
  private static final long DAY = 86_400_000L;
  private static final long FIVE_MINUTES = 300_000;

  /** 2026-01-05T00:00:00Z. */
  private static final long MONDAY = 1_767_571_200_000L;

  /** Days 0 to 2 are final. */
  private static final long FINAL_BEFORE = MONDAY + 3 * DAY;

  private static final Instant NOW = Instant.ofEpochMilli(MONDAY + 4 * DAY);

  private QueryDatabase postgres;
  private List<Endpoint> endpoints;
  private final List<Event> events = new ArrayList<>();

  private record Event(
      String model, String region, long at, double latency, double cost, boolean failed) {}

  @BeforeAll
  void writeRowsOfRawEvents() throws Exception {
    postgres = new QueryDatabase();
    postgres.execute(
        "INSERT INTO computation VALUES ('c1', 'performance', 'fixed 5m', 'model,region',"
            + " '{\"fixedSize\":\"5m\",\"fixedOffset\":\"0s\"}', now(), now())");
    for (int day = 0; day < 5; day++) {
      postgres.execute(
          "SELECT tidemark_ensure_partition('performance_window', to_timestamp("
              + (MONDAY + day * DAY) / 1000
              + "))");
    }
    Random random = new Random(11);
    try (Connection connection = postgres.connect()) {
      connection.setAutoCommit(false);
      for (String series : List.of("a|eu", "a|us", "b|eu")) {
        for (long start = MONDAY; start < MONDAY + 4 * DAY; start += FIVE_MINUTES) {
          write(connection, series.split("\\|"), start, random);
        }
      }
      connection.commit();
    }
    Computations computations = new Computations(postgres.database());
    endpoints =
        new RollupEndpoints(new PostgresRollups(postgres.database()), computations, progress())
            .all();
  }

  private void write(Connection connection, String[] series, long start, Random random)
      throws Exception {
    List<Event> of = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      double latency = Math.exp(6 + random.nextGaussian() * (series[0].equals("a") ? 1 : 0.3));
      double cost = random.nextInt(100_000) / 1e6;
      of.add(new Event(series[0], series[1], start, latency, cost, random.nextInt(10) == 0));
    }
    events.addAll(of);
    QuantileSketch sketch = QuantileSketch.create(0.01);
    of.forEach(event -> sketch.add(event.latency()));
    double mean = of.stream().mapToDouble(Event::latency).average().orElseThrow();
    double variance =
        of.stream().mapToDouble(e -> Math.pow(e.latency() - mean, 2)).average().orElseThrow();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO performance_window (key, model, region, dimensions, window_start,"
                + " window_end, pane, pane_index, events, requests, errors, throughput_qps,"
                + " latency_ms_avg, latency_ms_min, latency_ms_max, latency_ms_stddev,"
                + " cost_usd_total, input_tokens, output_tokens, tokens_per_second, updated_at,"
                + " version, computation, latency_ms_sketch) VALUES (?, ?, ?, '{}', ?, ?, ?, 0, ?,"
                + " ?, ?, 0, ?, ?, ?, ?, ?, 0, 0, 0, now(), 1, 'c1', ?)")) {
      insert.setString(1, "model=" + series[0] + ",region=" + series[1]);
      insert.setString(2, series[0]);
      insert.setString(3, series[1]);
      insert.setObject(4, time(start));
      insert.setObject(5, time(start + FIVE_MINUTES));
      insert.setString(6, start >= MONDAY + 4 * DAY - 2 * FIVE_MINUTES ? "EARLY" : "ON_TIME");
      insert.setLong(7, of.size());
      insert.setLong(8, of.size());
      insert.setLong(9, of.stream().filter(Event::failed).count());
      insert.setDouble(10, mean);
      insert.setDouble(11, of.stream().mapToDouble(Event::latency).min().orElseThrow());
      insert.setDouble(12, of.stream().mapToDouble(Event::latency).max().orElseThrow());
      insert.setDouble(13, Math.sqrt(variance));
      insert.setDouble(14, of.stream().mapToDouble(Event::cost).sum());
      insert.setBytes(15, CoderUtils.encodeToByteArray(QuantileSketchCoder.of(), sketch));
      insert.execute();
    }
  }

  private static OffsetDateTime time(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }

  private static ProgressView progress() {
    return new ProgressView() {
      @Override
      public StreamProgress of(Stream stream) {
        return new StreamProgress(
            stream, "c1", FINAL_BEFORE, 0L, 0L, StreamProgress.Source.PROGRESS, 0);
      }

      @Override
      public List<PartitionReport> partitions() {
        return List.of();
      }

      @Override
      public boolean isStale() {
        return false;
      }
    };
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private JsonNode ask(String... parameters) throws Exception {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      given.put(parameters[i], parameters[i + 1]);
    }
    Reply reply = Requests.get(endpoints, "/v1/rollups/performance", given, NOW);
    return new ObjectMapper().readTree(reply.body());
  }

  private void check(JsonNode figures, Predicate<Event> of) {
    double[] latencies = events.stream().filter(of).mapToDouble(Event::latency).sorted().toArray();
    assertEquals(latencies.length, figures.get("requests").asLong());
    assertEquals(
        events.stream().filter(of).filter(Event::failed).count(), figures.get("errors").asLong());
    BigDecimal cost =
        events.stream()
            .filter(of)
            .map(event -> BigDecimal.valueOf(event.cost()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertEquals(
        cost.setScale(6, RoundingMode.HALF_UP),
        BigDecimal.valueOf(figures.get("cost_usd_total").asDouble())
            .setScale(6, RoundingMode.HALF_UP));
    for (String percentile : List.of("50", "95", "99.9")) {
      double q = Double.parseDouble(percentile) / 100;
      double exact = latencies[(int) Math.max(0, Math.ceil(q * latencies.length) - 1)];
      assertEquals(
          exact, figures.get("percentiles").get(percentile).asDouble(), exact * 0.01, percentile);
    }
    double mean = Arrays.stream(latencies).average().orElseThrow();
    double variance =
        Arrays.stream(latencies).map(l -> (l - mean) * (l - mean)).average().orElseThrow();
    assertEquals(mean, figures.get("latency_ms_avg").asDouble(), mean * 1e-9);
    assertEquals(
        Math.sqrt(variance),
        figures.get("latency_ms_stddev").asDouble(),
        Math.sqrt(variance) * 1e-9);
    assertEquals(latencies[0], figures.get("latency_ms_min").asDouble());
    assertEquals(latencies.length, figures.get("measured").asLong());
    assertEquals(0, figures.get("without_sketch").asLong());
  }

  private static final String FROM = "2026-01-05T00:00:00Z";
  private static final String TO = "2026-01-09T00:00:00Z";
  private static final String PERCENTILES = "50,95,99.9";

  @Test
  void byModelTheWholeRangeIsTheTruthAndSoItIsFromWhatWasStored() throws Exception {
    JsonNode first = ask("from", FROM, "to", TO, "by", "model", "percentiles", PERCENTILES);
    JsonNode again = ask("from", FROM, "to", TO, "by", "model", "percentiles", PERCENTILES);
    assertEquals(first.get("data"), again.get("data"));
    assertEquals(List.of("9"), postgres.query("SELECT count(*) FROM rollup_day"));
    assertEquals(2, first.get("data").size());
    for (JsonNode group : first.get("data")) {
      String model = group.get("dimensions").get("model").asText();
      check(group.get("total"), event -> event.model().equals(model));
      check(group.get("final"), e -> e.model().equals(model) && e.at() < FINAL_BEFORE);
      check(group.get("provisional"), e -> e.model().equals(model) && e.at() >= FINAL_BEFORE);
    }
  }

  @Test
  void aCorrectionAfterwardsIsSeen() throws Exception {
    JsonNode before = ask("from", FROM, "to", TO).get("data").get(0).get("final");
    String row = " WHERE key = 'model=b,region=eu' AND window_start = '2026-01-06 10:00Z'";
    postgres.execute("UPDATE performance_window SET requests = requests + 1000, version = 2" + row);
    try {
      JsonNode after = ask("from", FROM, "to", TO).get("data").get(0).get("final");
      assertEquals(before.get("requests").asLong() + 1000, after.get("requests").asLong());
    } finally {
      postgres.execute(
          "UPDATE performance_window SET requests = requests - 1000, version = 1" + row);
    }
    assertEquals(before, ask("from", FROM, "to", TO).get("data").get(0).get("final"));
  }

  @Test
  void bucketsOfHoursAndDaysEachHaveTheirEvents() throws Exception {
    JsonNode days =
        ask("from", FROM, "to", TO, "bucket", "1d", "by", "region", "percentiles", PERCENTILES);
    assertEquals(8, days.get("data").size());
    for (JsonNode group : days.get("data")) {
      long start = Instant.parse(group.get("from").asText()).toEpochMilli();
      String region = group.get("dimensions").get("region").asText();
      check(
          group.get("total"),
          e -> e.region().equals(region) && e.at() >= start && e.at() < start + DAY);
    }
    JsonNode hours =
        ask(
            "from",
            "2026-01-07T22:00:00Z",
            "to",
            "2026-01-08T02:00:00Z",
            "bucket",
            "1h",
            "percentiles",
            PERCENTILES);
    assertEquals(4, hours.get("data").size());
    for (JsonNode group : hours.get("data")) {
      long start = Instant.parse(group.get("from").asText()).toEpochMilli();
      check(group.get("total"), e -> e.at() >= start && e.at() < start + 3_600_000);
      assertEquals(start >= FINAL_BEFORE, group.get("final").isNull());
      assertEquals(start < FINAL_BEFORE, group.get("provisional").isNull());
    }
  }

  @Test
  void daysOfATimeZoneBeginAtItsMidnight() throws Exception {
    JsonNode days =
        ask(
            "from",
            "2026-01-04T23:00:00Z",
            "to",
            "2026-01-06T23:00:00Z",
            "bucket",
            "1d",
            "tz",
            "Europe/Berlin",
            "percentiles",
            PERCENTILES);
    assertEquals(2, days.get("data").size());
    check(
        days.get("data").get(1).get("total"),
        e -> e.at() >= MONDAY + DAY - 3_600_000 && e.at() < MONDAY + 2 * DAY - 3_600_000);
  }

  @Test
  void openWindowsCountOnlyWhereTheyAreAskedFor() throws Exception {
    String from = "2026-01-08T23:00:00Z";
    long open = MONDAY + 4 * DAY - 2 * FIVE_MINUTES;
    long start = MONDAY + 4 * DAY - 3_600_000;
    check(
        ask("from", from, "to", TO, "percentiles", PERCENTILES).get("data").get(0).get("total"),
        e -> e.at() >= start);
    check(
        ask("from", from, "to", TO, "state", "settled", "percentiles", PERCENTILES)
            .get("data")
            .get(0)
            .get("total"),
        e -> e.at() >= start && e.at() < open);
    assertTrue(
        ask("from", from, "to", TO, "state", "final").get("data").get(0).get("total").isNull());
  }

  @Test
  void whatCannotBeAnsweredRightIsRefused() {
    String[][] wrong = {
      {"from", "2026-01-05T00:01:00Z", "to", TO},
      {"from", FROM, "to", "2026-01-08T12:00:00Z", "bucket", "1d"},
      {"from", FROM, "to", TO, "bucket", "7m"},
      {"from", FROM, "to", TO, "by", "team"},
      {"from", FROM, "to", TO, "percentiles", "101"},
      {"from", FROM, "to", TO, "percentiles", "NaN"},
      {"from", FROM, "to", TO, "tz", "Mars/Olympus"},
      {"from", TO, "to", FROM},
      {"from", "2025-01-05T00:00:00Z", "to", TO},
      {"from", FROM, "to", TO, "computation", "other"},
    };
    for (String[] parameters : wrong) {
      ProblemException problem =
          assertThrows(ProblemException.class, () -> ask(parameters), Arrays.toString(parameters));
      assertTrue(problem.problem().parameter() != null, Arrays.toString(parameters));
    }
  }
}

package io.tidemark.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.Stream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressEndpointsTest {
  private static final String A = "model=a,region=eu";
  private static final String RANGE = "from=2026-01-05T12:00:00Z&to=2026-01-05T12:10:00Z";

  private final Memory memory = new Memory();
  private Client client;

  @BeforeEach
  void start() {
    memory.put(Rows.window(Stream.PERFORMANCE, A, 0, Pane.ON_TIME, 1, 10));
    memory.put(Rows.window(Stream.PERFORMANCE, A, 5, Pane.LATE, 2, 10));
    memory.partitions.add(report("perf-metrics", 0, 11, false));
    memory.partitions.add(report("perf-metrics", 1, 10, false));
    memory.partitions.add(report("perf-metrics", 2, 1, true));
    memory.partitions.add(report("health-metrics", 0, 2, false));
    client = Client.of(memory);
  }

  private static PartitionReport report(String topic, int partition, int minute, boolean idle) {
    long watermark = Rows.NOON + minute * Rows.MINUTE;
    return new PartitionReport(
        topic, partition, watermark, watermark, watermark, idle, 90L, 100L, "job-1", Rows.NOON);
  }

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void aRangeIsOpenThenSettledThenFinal() throws Exception {
    assertEquals("[open, false, {\"open\":0,\"settled\":2,\"final\":0}]", state());
    memory.watermark = Rows.NOON + 10 * Rows.MINUTE;
    assertEquals("[settled, false, {\"open\":0,\"settled\":1,\"final\":1}]", state());
    memory.watermark = Rows.NOON + 12 * Rows.MINUTE;
    assertEquals("[final, true, {\"open\":0,\"settled\":0,\"final\":2}]", state());
    memory.watermark = Long.MAX_VALUE;
    assertEquals("[final, true, {\"open\":0,\"settled\":0,\"final\":2}]", state());
    assertTrue(client.json("/v1/completeness/performance?" + RANGE).get("input_ended").asBoolean());
  }

  @Test
  void aWindowThatEndsAfterTheRangeKeepsItFromBeingFinal() throws Exception {
    memory.put(Rows.window(Stream.PERFORMANCE, A, 8, Pane.EARLY, 0, 10));
    memory.watermark = Rows.NOON + 12 * Rows.MINUTE;
    assertEquals("[open, false, {\"open\":1,\"settled\":0,\"final\":2}]", state());
  }

  @Test
  void theSlowestBusyPartitionOfTheStreamIsNamed() throws Exception {
    JsonNode answer = client.json("/v1/completeness/performance?" + RANGE);
    assertEquals(
        "{\"topic\":\"perf-metrics\",\"partition\":1,\"behind_ms\":1200000}",
        answer.get("held_back_by").toString());
    memory.watermark = Rows.NOON + 12 * Rows.MINUTE;
    assertTrue(client.json("/v1/completeness/performance?" + RANGE).get("held_back_by").isNull());
  }

  @Test
  void waitAnswersAsSoonAsTheRangeIsFinalAndHoldsNoThread() throws Exception {
    memory.watermark = Rows.NOON + 10 * Rows.MINUTE;
    List<CompletableFuture<JsonNode>> waiting = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      waiting.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return client.json("/v1/completeness/performance?wait=60s&" + RANGE);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              },
              work -> new Thread(work).start()));
    }
    // More than there are places for work: others are still served.
    assertEquals(200, client.get("/v1/watermarks").statusCode());
    memory.watermark = Rows.NOON + 12 * Rows.MINUTE;
    for (CompletableFuture<JsonNode> each : waiting) {
      assertTrue(each.join().get("final").asBoolean());
    }
  }

  @Test
  void waitAnswersWhatIsSoWhenItsTimeIsOver() throws Exception {
    memory.watermark = Rows.NOON;
    assertEquals(
        "open",
        client.json("/v1/completeness/performance?wait=50ms&" + RANGE).get("state").asText());
    HttpResponse<byte[]> tooLong = client.get("/v1/completeness/performance?wait=61s");
    assertEquals(
        "wait is '61s'; allowed: a whole number and a unit, ms, s, m, h or d (500ms, 30s), at most 60s",
        Client.parse(tooLong.body()).get("detail").asText());
  }

  @Test
  void watermarksHaveStreamsAndPartitions() throws Exception {
    memory.watermark = Rows.NOON + 10 * Rows.MINUTE;
    JsonNode answer = client.json("/v1/watermarks");
    assertEquals(4, answer.get("streams").size());
    assertEquals(
        "2026-01-05T12:08:00.000Z", answer.get("streams").get(0).get("final_before").asText());
    assertEquals(1_200_000, answer.get("streams").get(0).get("behind_ms").asLong());
    assertEquals(10, answer.get("partitions").get(0).get("lag_records").asInt());
    assertEquals(memory.position.text(), answer.get("freshness").get("position").asText());
  }

  @Test
  void anomaliesAreFilteredBySeverityAndMetricOverPages() throws Exception {
    for (int minute = 0; minute < 25; minute++) {
      memory.put(Rows.anomaly(A, minute % 5 == 0 ? "latency_ms_p95" : "error_rate", minute));
    }
    String path = "/v1/anomalies?from=30m&limit=2&severity=critical";
    List<String> starts = new ArrayList<>();
    String next = "";
    do {
      JsonNode answer = client.json(path + next);
      answer
          .get("data")
          .forEach(row -> starts.add(row.get("window_start").asText().substring(14, 16)));
      next =
          answer.get("page").get("next").isNull()
              ? ""
              : "&cursor=" + answer.get("page").get("next").asText();
    } while (!next.isEmpty());
    assertEquals(List.of("00", "05", "10", "15", "20"), starts);
    assertEquals(20, client.json("/v1/anomalies?from=30m&metric=error_rate").get("data").size());
  }

  @Test
  void withdrawnVerdictsStandBetweenTheOthersAndSayWhen() throws Exception {
    memory.put(Rows.anomaly(A, "error_rate", 0));
    memory.put(Rows.anomaly(A, "error_rate", 10));
    for (int minute : new int[] {5, 15, 10}) {
      memory.history.add(
          new RevisionEntry(
              Rows.anomaly(A, "error_rate", minute), true, (Rows.NOON + 20 * Rows.MINUTE) * 1000));
    }
    JsonNode both = client.json("/v1/anomalies?from=30m&include=withdrawn");
    List<String> seen = new ArrayList<>();
    both.get("data")
        .forEach(
            row ->
                seen.add(
                    row.get("window_start").asText().substring(14, 16)
                        + " "
                        + row.get("withdrawn_at").asText()));
    assertEquals(
        List.of(
            "00 null",
            "05 2026-01-05T12:20:00.000000Z",
            "10 null",
            "15 2026-01-05T12:20:00.000000Z"),
        seen);
    assertEquals(2, client.json("/v1/anomalies?from=30m").get("data").size());
  }

  @Test
  void seriesArePagedByKey() throws Exception {
    memory.put(Rows.window(Stream.PERFORMANCE, "model=b,region=us", 0, Pane.ON_TIME, 1, 10));
    JsonNode first = client.json("/v1/series?limit=1");
    assertEquals(
        "[{\"key\":\""
            + A
            + "\",\"dimensions\":{\"model\":\"a\",\"region\":\"eu\"},"
            + "\"first_window\":\"2026-01-05T12:00:00.000Z\",\"last_window\":\"2026-01-05T12:05:00.000Z\","
            + "\"windows\":2,\"last_state\":\"settled\"}]",
        first.get("data").toString());
    JsonNode second =
        client.json("/v1/series?limit=1&cursor=" + first.get("page").get("next").asText());
    assertEquals("model=b,region=us", second.get("data").get(0).get("key").asText());
    assertTrue(second.get("page").get("next").isNull());
  }

  @Test
  void readinessIsWhatItsPartsSay() throws Exception {
    assertEquals(200, client.get("/readyz").statusCode());
    memory.ready = new Readiness.State(false, Map.of("feed", "replaying"), List.of("slow"));
    HttpResponse<byte[]> answer = client.get("/readyz");
    assertEquals(503, answer.statusCode());
    assertEquals(
        "{\"ready\":false,\"parts\":{\"feed\":\"replaying\"},\"warnings\":[\"slow\"]}",
        Client.parse(answer.body()).toString());
    assertEquals(200, client.get("/healthz").statusCode());
  }

  private String state() throws Exception {
    JsonNode answer = client.json("/v1/completeness/performance?" + RANGE);
    return List.of(
            answer.get("state").asText(),
            answer.get("final").asText(),
            answer.get("windows").toString())
        .toString();
  }
}

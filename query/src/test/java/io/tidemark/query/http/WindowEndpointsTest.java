package io.tidemark.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.query.feed.Position;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WindowEndpointsTest {
  private static final String A = "model=a,region=eu";
  private static final String B = "model=b,region=us";

  private final Memory memory = new Memory();
  private Client client;

  @BeforeEach
  void start() {
    memory.put(Rows.window(Stream.PERFORMANCE, A, 0, Pane.LATE, 2, 106));
    memory.put(Rows.window(Stream.PERFORMANCE, B, 0, Pane.ON_TIME, 1, 50));
    memory.put(Rows.window(Stream.PERFORMANCE, A, 5, Pane.ON_TIME, 1, 40));
    memory.put(Rows.window(Stream.PERFORMANCE, A, 25, Pane.EARLY, 0, 3));
    memory.watermark = Rows.NOON + 10 * Rows.MINUTE;
    client = Client.of(memory);
  }

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void aListHasTheRowsAsTheyWerePublishedAndWhatTheServiceKnowsOfThem() throws Exception {
    StoredRow first = Rows.window(Stream.PERFORMANCE, A, 0, Pane.LATE, 2, 106);
    JsonNode answer = client.json("/v1/windows/performance?from=30m&to=now&limit=1");
    String published = new String(first.json(), StandardCharsets.UTF_8);
    String expected =
        published.substring(0, published.length() - 1)
            + ",\"id\":\""
            + first.key().id()
            + "\",\"state\":\"final\",\"version\":\"1767614400000002\",\"revision\":3}";
    assertEquals(expected, answer.get("data").get(0).toString());
    assertEquals(
        "{\"watermark\":\"2026-01-05T12:10:00.000Z\",\"final_before\":\"2026-01-05T12:08:00.000Z\","
            + "\"input_ended\":false,\"source\":\"progress\"}",
        answer.get("completeness").toString());
    assertEquals(
        "{\"as_of\":\"2026-01-05T12:00:00.000Z\",\"position\":null,\"lag_ms\":0,\"tier\":\"cold\",\"stale\":false}",
        answer.get("freshness").toString());
  }

  @Test
  void statesPartTheRows() throws Exception {
    assertEquals(List.of(A + "@0", B + "@0"), list("?state=final"));
    assertEquals(List.of(A + "@5"), list("?state=settled"));
    assertEquals(List.of(A + "@25"), list("?state=open"));
    assertEquals(List.of(A + "@5", A + "@25"), list("?state=open,settled"));
  }

  @Test
  void pagesOfOneRowAreTheListInBothOrders() throws Exception {
    List<String> all = list("?time=start");
    assertEquals(List.of(A + "@0", B + "@0", A + "@5", A + "@25"), all);
    assertEquals(all, paged("?limit=1"));
    assertEquals(List.of(A + "@25", A + "@5", B + "@0", A + "@0"), paged("?limit=1&order=desc"));
  }

  @Test
  void filtersNarrowTheList() throws Exception {
    assertEquals(List.of(B + "@0"), list("?dimension.region=us"));
    assertEquals(List.of(B + "@0"), list("?key=model%3Db,region%3Dus"));
    assertEquals(List.of(A + "@0"), list("?pane=late"));
    assertEquals(List.of(A + "@0"), list("?time=end&to=2026-01-05T12:05:00.001Z&key=" + A));
    assertEquals(List.of(), list("?computation=c2"));
    assertEquals(4, list("?computation=all").size());
    assertEquals(List.of(A + "@5", A + "@25"), list("?from=2026-01-05T13:01:00+01:00"));
  }

  @Test
  void fieldsChoosesColumnsAndWhatWasAdded() throws Exception {
    assertEquals(
        "[{\"key\":\"" + B + "\",\"events\":50,\"latency_ms_p99\":null,\"state\":\"final\"}]",
        client
            .json(
                "/v1/windows/performance?from=30m&key="
                    + B
                    + "&fields=events,key,state,latency_ms_p99")
            .get("data")
            .toString());
    JsonNode problem = client.json("/v1/windows/performance?fields=latency_ms_p96");
    assertEquals(
        "the rows of performance have no field 'latency_ms_p96'; did you mean latency_ms_p95?",
        problem.get("detail").asText());
  }

  @Test
  void aCursorOfAnotherQueryIsRefusedAndOneThatIsNoneToo() throws Exception {
    String next =
        client.json("/v1/windows/performance?limit=1&from=30m").get("page").get("next").asText();
    assertProblem(410, "cursor-expired", "/v1/windows/performance?limit=1&from=31m&cursor=" + next);
    assertProblem(410, "cursor-expired", "/v1/windows/sliding?limit=1&from=30m&cursor=" + next);
    assertProblem(400, "invalid-parameter", "/v1/windows/performance?cursor=AQ");
    assertProblem(400, "invalid-parameter", "/v1/windows/performance?cursor=%3F%3F");
    assertEquals(
        200, client.get("/v1/windows/performance?from=30m&limit=9&cursor=" + next).statusCode());
  }

  @Test
  void aRangeOfMoreThanNinetyDaysIsTooWide() throws Exception {
    assertProblem(422, "query-too-wide", "/v1/windows/performance?from=91d");
    assertEquals(200, client.get("/v1/windows/performance?from=90d").statusCode());
    assertProblem(400, "invalid-parameter", "/v1/windows/performance?from=now&to=1h");
  }

  @Test
  void theHighestTierThatCoversTheRangeAnswersAndSaysItsPosition() throws Exception {
    memory.hotFrom = Rows.NOON + 4 * Rows.MINUTE;
    HttpResponse<byte[]> hot = client.get("/v1/windows/performance?from=2026-01-05T12:05:00Z");
    assertEquals("hot", Client.parse(hot.body()).get("freshness").get("tier").asText());
    assertEquals(
        memory.position.text(), hot.headers().firstValue("Tidemark-Position").orElseThrow());
    assertEquals(
        "cold",
        client
            .json("/v1/windows/performance?from=2026-01-05T12:00:00Z")
            .get("freshness")
            .get("tier")
            .asText());
  }

  @Test
  void withoutTheDatabaseHotAnswersAsStaleAndColdNotAtAll() throws Exception {
    memory.hotFrom = Rows.NOON + 4 * Rows.MINUTE;
    memory.databaseIsAway = true;
    assertTrue(
        client
            .json("/v1/windows/performance?from=2026-01-05T12:05:00Z")
            .get("freshness")
            .get("stale")
            .asBoolean());
    HttpResponse<byte[]> cold = client.get("/v1/windows/performance?from=30m");
    assertEquals(503, cold.statusCode());
    assertTrue(!new String(cold.body(), StandardCharsets.UTF_8).contains("secret"));
    assertProblem(503, "store-unavailable", "/v1/windows/performance?from=30m");
  }

  @Test
  void aRowIsTaggedByItsVersionAndState() throws Exception {
    String path = "/v1/windows/performance/" + id(A, 5);
    HttpResponse<byte[]> answer = client.get(path);
    String tag = answer.headers().firstValue("ETag").orElseThrow();
    assertEquals("W/\"1767614400000001-settled\"", tag);
    assertEquals(40, Client.parse(answer.body()).get("data").get("events").asInt());
    assertEquals(304, client.get(path, "If-None-Match", tag).statusCode());
    memory.watermark = Rows.NOON + 12 * Rows.MINUTE;
    assertEquals(200, client.get(path, "If-None-Match", tag).statusCode());
  }

  @Test
  void anUnchangedListIsNotSentAgain() throws Exception {
    String path = "/v1/windows/performance?from=2026-01-05T12:00:00Z";
    HttpResponse<byte[]> answer = client.get(path);
    String tag = answer.headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> again = client.get(path, "If-None-Match", "\"x\", " + tag);
    assertEquals(304, again.statusCode());
    assertEquals(0, again.body().length);
    memory.put(Rows.window(Stream.PERFORMANCE, A, 5, Pane.LATE, 2, 41));
    assertEquals(200, client.get(path, "If-None-Match", tag).statusCode());
  }

  @Test
  void asOfHasWhatStoodAtThatMoment() throws Exception {
    StoredRow onTime = Rows.window(Stream.PERFORMANCE, A, 0, Pane.ON_TIME, 1, 105);
    StoredRow late = Rows.window(Stream.PERFORMANCE, A, 0, Pane.LATE, 2, 106);
    memory.history.add(new RevisionEntry(onTime, false, micros(6)));
    memory.history.add(new RevisionEntry(late, false, micros(8)));
    String list =
        "/v1/windows/performance?from=2026-01-05T12:00:00Z&to=2026-01-05T12:10:00Z&as_of=";
    JsonNode answer = client.json(list + "2026-01-05T12:07:00Z");
    assertEquals(105, answer.get("data").get(0).get("events").asInt());
    assertEquals("settled", answer.get("data").get(0).get("state").asText());
    assertEquals("history", answer.get("freshness").get("tier").asText());
    assertEquals("2026-01-05T12:07:00.000Z", answer.get("freshness").get("as_of").asText());
    String one = "/v1/windows/performance/" + id(A, 0) + "?as_of=";
    assertEquals(106, client.json(one + "2026-01-05T12:08:00Z").get("data").get("events").asInt());
    assertProblem(404, "window-unknown", one + "2026-01-05T12:05:00Z");
    assertProblem(400, "invalid-parameter", list + "2026-01-05T12:07:00Z&state=final");
    JsonNode early = client.json(list + "2026-01-05T11:00:00Z");
    assertEquals("/problems/as-of-out-of-range", early.get("type").asText());
    assertEquals("2026-01-05T12:00:00.000000Z", early.get("earliest").asText());
    assertEquals("2026-01-05T13:00:00.000000Z", early.get("latest").asText());
  }

  @Test
  void anAbsorbedSessionLeadsToTheOneThatAbsorbedIt() throws Exception {
    RowKey small = RowKey.window("session_id=s", Rows.NOON, Rows.NOON + Rows.MINUTE);
    RowKey large = RowKey.window("session_id=s", Rows.NOON, Rows.NOON + 2 * Rows.MINUTE);
    StoredRow before = Rows.of(Stream.FEEDBACK, small, Pane.ON_TIME, 0, 2, "c1");
    StoredRow merged = Rows.of(Stream.FEEDBACK, large, Pane.LATE, 1, 3, "c1");
    memory.history.add(new RevisionEntry(before, false, micros(5)));
    memory.history.add(new RevisionEntry(before, true, micros(6)));
    memory.history.add(new RevisionEntry(merged, false, micros(6)));
    JsonNode gone = client.json("/v1/windows/feedback/" + small.id());
    assertEquals("/problems/window-absorbed", gone.get("type").asText());
    assertEquals("/v1/windows/feedback/" + large.id(), gone.get("link").asText());
    assertEquals(410, client.get("/v1/windows/feedback/" + small.id()).statusCode());
    assertProblem(404, "window-unknown", "/v1/windows/performance/" + id(B, 55));
    assertProblem(404, "window-unknown", "/v1/windows/performance/nonsense");
  }

  @Test
  void revisionsTellWhatEachPaneReplacedAndHowManyEventsWereLate() throws Exception {
    for (int index = 1; index <= 3; index++) {
      Pane pane = index == 1 ? Pane.ON_TIME : Pane.LATE;
      StoredRow row = Rows.window(Stream.PERFORMANCE, A, 0, pane, index, 104 + index * 2);
      memory.history.add(new RevisionEntry(row, false, micros(5 + index)));
    }
    String path = "/v1/windows/performance/" + id(A, 0) + "/revisions";
    JsonNode all = client.json(path);
    assertEquals(List.of("c", "u", "u"), texts(all, "op"));
    assertEquals(List.of("null", "2", "2"), texts(all, "late_events"));
    assertEquals(106, all.get("data").get(1).get("before").get("events").asInt());
    assertEquals(108, all.get("data").get(1).get("after").get("events").asInt());
    assertEquals(false, all.get("complete").asBoolean(), "pane 0 is not in the history");
    JsonNode first = client.json(path + "?limit=2");
    JsonNode second =
        client.json(path + "?limit=2&cursor=" + first.get("page").get("next").asText());
    assertEquals(all.get("data").get(2), second.get("data").get(0));
    assertTrue(second.get("page").get("next").isNull());
    assertEquals(
        0, client.json("/v1/windows/performance/" + id(B, 0) + "/revisions").get("data").size());
    assertProblem(404, "window-unknown", "/v1/windows/performance/" + id(B, 55) + "/revisions");
  }

  @Test
  void aPositionThatIsReachedInTimeIsWaitedForAndAnotherIsAProblem() throws Exception {
    Position next = memory.position.with("tidemark.performance", 0, 8);
    String path = "/v1/windows/performance?from=30m&min_position=" + next.text();
    assertProblem(503, "not-at-position", path);
    CompletableFuture<Integer> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return client.get(path).statusCode();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    memory.position = next;
    assertEquals(200, answer.join());
    assertProblem(400, "invalid-parameter", "/v1/windows/performance?min_position=%21");
  }

  @Test
  void anAnswerOlderThanAllowedIsAProblem() throws Exception {
    memory.lagMillis = 1500;
    assertProblem(503, "not-at-position", "/v1/windows/performance?from=30m&max_staleness=1s");
    assertEquals(200, client.get("/v1/windows/performance?from=30m&max_staleness=2s").statusCode());
  }

  private String id(String key, int minute) {
    return Rows.window(Stream.PERFORMANCE, key, minute, Pane.EARLY, 0, 0).key().id();
  }

  private static long micros(int minute) {
    return (Rows.NOON + minute * Rows.MINUTE) * 1000;
  }

  private static List<String> texts(JsonNode answer, String field) {
    List<String> texts = new ArrayList<>();
    answer.get("data").forEach(entry -> texts.add(entry.get(field).asText()));
    return texts;
  }

  private List<String> list(String query) throws Exception {
    String from = query.contains("from=") ? "" : "&from=2026-01-05T12:00:00Z";
    return names(client.json("/v1/windows/performance" + query + from));
  }

  private List<String> paged(String query) throws Exception {
    List<String> all = new ArrayList<>();
    String path = "/v1/windows/performance" + query + "&from=30m";
    JsonNode answer = client.json(path);
    all.addAll(names(answer));
    while (!answer.get("page").get("next").isNull()) {
      answer = client.json(path + "&cursor=" + answer.get("page").get("next").asText());
      all.addAll(names(answer));
    }
    return all;
  }

  private static List<String> names(JsonNode answer) {
    List<String> names = new ArrayList<>();
    for (JsonNode row : answer.get("data")) {
      RowKey key = RowKey.ofId(row.get("id").asText()).orElseThrow();
      names.add(key.key() + "@" + (key.start() - Rows.NOON) / Rows.MINUTE);
    }
    return names;
  }

  private void assertProblem(int status, String slug, String path) throws Exception {
    HttpResponse<byte[]> answer = client.get(path);
    JsonNode problem = Client.parse(answer.body());
    assertEquals("/problems/" + slug, problem.path("type").asText(), problem.toString());
    assertEquals(status, answer.statusCode());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
  }
}

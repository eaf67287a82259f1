package io.tidemark.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.pipelines.row.Column;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each answer, error and example is as openapi.yaml says; each route is in it, and each column. */
class ContractTest {

  /** Operations whose routes other packages add. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "GET /v1/rollups/performance",
          "GET /v1/changes",
          "GET /v1/dead-letters",
          "GET /v1/dead-letters/counts",
          "GET /v1/dead-letters/{id}",
          "GET /v1/dead-letters/{id}/original",
          "POST /v1/redrives",
          "GET /v1/redrives/{id}",
          "DELETE /v1/redrives/{id}",
          "GET /metrics");

  private static final Memory MEMORY = new Memory();
  private static Client client;
  private static Contract contract;
  private static String window;

  @BeforeAll
  static void start() throws Exception {
    contract = new Contract();
    for (Stream stream : Stream.windows()) {
      for (int minute = 0; minute < 30; minute += 5) {
        Pane pane = minute == 25 ? Pane.EARLY : minute == 5 ? Pane.LATE : Pane.ON_TIME;
        MEMORY.put(Rows.window(stream, "model=a,region=eu", minute, pane, 1, 10));
      }
    }
    StoredRow first = Rows.window(Stream.PERFORMANCE, "model=a,region=eu", 0, Pane.ON_TIME, 1, 10);
    window = first.key().id();
    MEMORY.history.add(new RevisionEntry(first, false, (Rows.NOON + Rows.MINUTE) * 1000));
    MEMORY.put(Rows.anomaly("model=a,region=eu", "latency_ms_p95", 5));
    StoredRow withdrawn = Rows.anomaly("model=a,region=eu", "error_rate", 5);
    MEMORY.history.add(new RevisionEntry(withdrawn, true, (Rows.NOON + Rows.MINUTE) * 1000));
    MEMORY.watermark = Rows.NOON + 20 * Rows.MINUTE;
    MEMORY.partitions.add(
        new PartitionReport(
            "perf-metrics", 0, Rows.NOON, null, null, false, 5L, 9L, "job-1", Rows.NOON));
    MEMORY.partitions.add(
        new PartitionReport(
            "perf-metrics", 1, null, null, null, true, null, null, null, Rows.NOON));
    client = Client.of(MEMORY);
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  @Test
  void everyRouteHasAnOperationAndEveryOperationARoute() {
    Set<String> routes = new TreeSet<>(ELSEWHERE);
    endpoints().forEach(endpoint -> routes.add(endpoint.method() + " " + endpoint.path()));
    assertEquals(String.join("\n", routes), String.join("\n", contract.operations()));
  }

  @Test
  void everyRouteTakesTheParametersThatItsOperationDescribes() {
    for (Endpoint endpoint : endpoints()) {
      JsonNode operation = contract.operation(endpoint.method(), endpoint.path());
      assertEquals(
          new TreeSet<>(endpoint.parameters()), contract.queryNames(operation), endpoint.path());
      assertEquals(
          endpoint.scope() == Scope.OPEN,
          operation.has("security"),
          "whether " + endpoint.path() + " needs a token");
    }
  }

  @Test
  void everyColumnOfEachTableIsDescribedAndNoOther() {
    Map<Stream, String> schemas =
        Map.of(
            Stream.PERFORMANCE, "Performance",
            Stream.SLIDING, "Performance",
            Stream.FEEDBACK, "Feedback",
            Stream.HEALTH, "Health",
            Stream.ANOMALIES, "Anomaly");
    schemas.forEach(
        (stream, schema) -> {
          List<String> described = new ArrayList<>();
          contract
              .document
              .at("/components/schemas/" + schema + "/properties")
              .fieldNames()
              .forEachRemaining(described::add);
          List<String> written = new ArrayList<>();
          for (Column<?> column : Rows.table(stream).columns()) {
            if (!column.name().equals("version")) {
              written.add(column.name());
            }
          }
          written.add("computation");
          assertEquals(written, Columns.of(stream), stream + ": columns that fields= knows");
          assertEquals(Columns.fields(stream), described, stream + ": columns that are described");
        });
  }

  @Test
  void everyAnswerIsAsDescribed() throws Exception {
    for (String stream : List.of("performance", "sliding", "feedback", "health")) {
      ok("/v1/windows/{stream}", "/v1/windows/" + stream);
      ok("/v1/windows/{stream}", "/v1/windows/" + stream + "?limit=2&order=desc&fields=key,state");
      ok("/v1/completeness/{stream}", "/v1/completeness/" + stream);
    }
    ok("/v1/windows/{stream}", "/v1/windows/performance?as_of=2026-01-05T12:20:00Z");
    ok("/v1/windows/{stream}/{id}", "/v1/windows/performance/" + window);
    ok("/v1/windows/{stream}/{id}/revisions", "/v1/windows/performance/" + window + "/revisions");
    ok("/v1/anomalies", "/v1/anomalies");
    ok("/v1/anomalies", "/v1/anomalies?include=withdrawn");
    ok("/v1/series", "/v1/series?limit=1");
    ok("/v1/watermarks", "/v1/watermarks");
    ok("/v1/completeness/{stream}", "/v1/completeness/performance?to=10m&from=20m");
    ok("/healthz", "/healthz");
    ok("/readyz", "/readyz");
    ok("/openapi.yaml", "/openapi.yaml");
    ok("/", "/");
    ok("/assets/{name}", "/assets/style.css");
    ok("/assets/{name}", "/assets/main.js");
    ok("/assets/{name}", "/assets/uPlot.iife.min.js");
  }

  @Test
  void everyFailureIsAsDescribed() throws Exception {
    List<String> failures =
        List.of(
            "/v1/windows/{stream} /v1/windows/perf",
            "/v1/windows/{stream} /v1/windows/performance?limit=0",
            "/v1/windows/{stream} /v1/windows/performance?from=100d",
            "/v1/windows/{stream}/{id} /v1/windows/performance/zz",
            "/v1/anomalies /v1/anomalies?include=all",
            "/v1/series /v1/series?stream=anomalies",
            "/v1/completeness/{stream} /v1/completeness/performance?wait=61s",
            "/problems/{slug} /problems/none",
            "/assets/{name} /assets/none.js");
    for (String failure : failures) {
      String[] parts = failure.split(" ");
      HttpResponse<byte[]> answer = client.get(parts[1]);
      assertTrue(answer.statusCode() >= 400, parts[1]);
      assertEquals(List.of(), contract.wrongWith("GET", parts[0], answer), parts[1]);
    }
  }

  @Test
  void everyProblemIsExplained() throws Exception {
    for (ProblemType type : ProblemType.values()) {
      HttpResponse<byte[]> answer = client.get("/problems/" + type.slug());
      String text = new String(answer.body(), StandardCharsets.UTF_8);
      assertTrue(text.startsWith(type.title() + " (" + type.status() + ")\n\n"), text);
      assertTrue(text.length() > 80, text);
    }
  }

  @Test
  void everyExampleIsAsItsSchemaSays() {
    List<String> wrong = new ArrayList<>();
    int[] seen = {0};
    for (JsonNode content : contract.document.findValues("content")) {
      content.forEach(
          media -> {
            if (media.has("example")) {
              seen[0]++;
              wrong.addAll(contract.wrongWith(media.get("schema"), media.get("example")));
            }
          });
    }
    assertEquals(List.of(), wrong);
    assertEquals(3, seen[0], "examples found");
  }

  @Test
  void anUndescribedFieldAndAWrongTypeAreNoticed() throws Exception {
    JsonNode schema = contract.document.at("/components/schemas/Page");
    assertEquals(
        List.of(),
        contract.wrongWith(
            schema, Client.parse("{\"limit\":1,\"next\":null}".getBytes(StandardCharsets.UTF_8))));
    assertEquals(
        2,
        contract
            .wrongWith(
                schema,
                Client.parse(
                    "{\"limit\":\"1\",\"next\":null,\"x\":1}".getBytes(StandardCharsets.UTF_8)))
            .size());
  }

  private static List<Endpoint> endpoints() {
    try (Waiting waiting = new Waiting()) {
      return ApiRoutes.of(MEMORY.sources(), waiting);
    }
  }

  private static void ok(String template, String path) throws Exception {
    HttpResponse<byte[]> answer = client.get(path);
    assertEquals(200, answer.statusCode(), path);
    assertEquals(List.of(), contract.wrongWith("GET", template, answer), path);
  }
}

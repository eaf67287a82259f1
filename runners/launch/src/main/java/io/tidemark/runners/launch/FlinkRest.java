package io.tidemark.runners.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What Flink's REST interface says of one job. */
final class FlinkRest {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).build();
  private final String job;

  /**
   * @param address of the interface, {@code http://HOST:PORT}
   */
  FlinkRest(String address, String job) {
    this.job = address + "/jobs/" + job;
  }

  /** Returns the latest failures of the job, at most ten, the oldest first. */
  List<RestartCause> failures() throws IOException, InterruptedException {
    List<RestartCause> failures = new ArrayList<>();
    for (JsonNode entry :
        get("/exceptions?maxExceptions=10").path("exceptionHistory").path("entries")) {
      failures.add(
          0,
          RestartCause.of(
              entry.path("timestamp").asLong(),
              entry.path("taskName").asText(""),
              entry.path("stacktrace").asText("")));
    }
    return failures;
  }

  /** Returns how the job's checkpoints have gone since it was started. */
  Checkpoints checkpoints() throws IOException, InterruptedException {
    JsonNode all = get("/checkpoints");
    JsonNode failed = all.path("latest").path("failed");
    return new Checkpoints(
        all.path("counts").path("completed").asLong(),
        all.path("counts").path("failed").asLong(),
        failed.path("id").asLong(),
        failed.path("failure_message").asText(""));
  }

  /**
   * Numbers of checkpoints, savepoints among them.
   *
   * @param lastFailed the number of the latest that failed; 0 for none
   * @param why its failure, as Flink puts it
   */
  record Checkpoints(long completed, long failed, long lastFailed, String why) {}

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(job + path)).timeout(ANSWER).GET().build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("status " + response.statusCode() + " for " + path);
    }
    return json.readTree(response.body());
  }
}

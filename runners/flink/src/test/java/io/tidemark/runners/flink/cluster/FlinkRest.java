package io.tidemark.runners.flink.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What tests ask of a JobManager. An unreachable one answers nothing: it may be down on purpose.
 */
public final class FlinkRest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final String root;

  FlinkRest(int port) {
    this.root = "http://localhost:" + port;
  }

  /** Free slots of all TaskManagers that are registered. */
  public int freeSlots() {
    return get("/overview").map(it -> it.path("slots-available").asInt()).orElse(0);
  }

  /** TaskManagers registered. */
  public int taskManagers() {
    return get("/overview").map(it -> it.path("taskmanagers").asInt()).orElse(0);
  }

  /** The id of the job with this name. */
  public Optional<String> job(String name) {
    return get("/jobs/overview")
        .flatMap(
            answer -> {
              for (JsonNode job : answer.path("jobs")) {
                if (job.path("name").asText().equals(name)) {
                  return Optional.of(job.path("jid").asText());
                }
              }
              return Optional.empty();
            });
  }

  /** Whether every task of the job runs. */
  public boolean isRunning(String job) {
    return get("/jobs/" + job)
        .map(
            it ->
                it.path("state").asText().equals("RUNNING")
                    && it.path("status-counts").path("RUNNING").asInt() == tasks(it))
        .orElse(false);
  }

  private static int tasks(JsonNode job) {
    int tasks = 0;
    for (JsonNode count : job.path("status-counts")) {
      tasks += count.asInt();
    }
    return tasks;
  }

  /** RUNNING, RESTARTING, FAILED and so on; empty when nobody answers. */
  public Optional<String> state(String job) {
    return get("/jobs/" + job).map(it -> it.path("state").asText());
  }

  /** Whether the job has come to an end, good or bad. */
  public boolean hasEnded(String job) {
    return state(job).filter(List.of("FINISHED", "FAILED", "CANCELED")::contains).isPresent();
  }

  /**
   * When the job last began to run, in milliseconds since the epoch: at first, or after a restart,
   * which waits until every task of the attempt before has ended. 0 while it does not run.
   */
  public long runningSinceMillis(String job) {
    return get("/jobs/" + job)
        .filter(it -> it.path("state").asText().equals("RUNNING"))
        .map(it -> it.path("timestamps").path("RUNNING").asLong())
        .orElse(0L);
  }

  /** Checkpoints, as Flink reports them: counts, summary, latest. */
  public Optional<JsonNode> checkpoints(String job) {
    return get("/jobs/" + job + "/checkpoints");
  }

  /** Checkpoints completed since the JobManager took the job. */
  public int completedCheckpoints(String job) {
    return checkpoints(job).map(it -> it.path("counts").path("completed").asInt()).orElse(0);
  }

  /** Asks the job to stop where it is, keeping its checkpoints. */
  public void cancel(String job) {
    send(
        HttpRequest.newBuilder(URI.create(root + "/jobs/" + job))
            .method("PATCH", BodyPublishers.noBody()));
  }

  /** Ends the job where it is, and gives the place of the savepoint that holds its state. */
  public String stopWithSavepoint(String job) {
    String path = "/jobs/" + job;
    String request =
        send(HttpRequest.newBuilder(URI.create(root + path + "/stop"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"drain\": false}")))
            .orElseThrow(() -> new AssertionError("job " + job + " is not to be stopped"))
            .path("request-id")
            .asText();
    Await.until(
        "savepoint of job " + job,
        PATIENCE,
        () -> savepoint(path, request).path("status").path("id").asText().equals("COMPLETED"));
    JsonNode operation = savepoint(path, request).path("operation");
    if (!operation.has("location")) {
      throw new AssertionError("no savepoint of job " + job + ": " + operation);
    }
    return operation.path("location").asText();
  }

  private JsonNode savepoint(String path, String request) {
    return get(path + "/savepoints/" + request).orElseGet(JSON::createObjectNode);
  }

  /** How large each TaskManager's heap may become, in bytes, as its JVM said when it registered. */
  public List<Long> taskManagerHeaps() {
    JsonNode answer = get("/taskmanagers").orElseGet(JSON::createObjectNode);
    List<Long> heaps = new ArrayList<>();
    for (JsonNode one : answer.path("taskmanagers")) {
      heaps.add(one.path("hardware").path("freeMemory").asLong());
    }
    return heaps;
  }

  private Optional<JsonNode> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(root + path)).GET());
  }

  private Optional<JsonNode> send(HttpRequest.Builder request) {
    try {
      var answer =
          http.send(request.timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
      return answer.statusCode() / 100 == 2
          ? Optional.of(JSON.readTree(answer.body()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + root, e);
    }
  }
}

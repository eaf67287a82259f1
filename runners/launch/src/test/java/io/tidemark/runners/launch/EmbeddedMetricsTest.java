package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.runners.launch.PipelineLauncher.RunningJob;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** What an endless job on a Flink in this process tells while it runs. */
class EmbeddedMetricsTest {

  /** An option without which a launcher has nothing to describe. */
  public interface NoOptions extends PipelineOptions {}

  private static final class CountFn extends DoFn<Long, Long> {
    private final Counter seen = Metrics.counter("tidemark", "seen");

    @ProcessElement
    public void count(@Element Long number) {
      seen.inc();
    }
  }

  private static RunningJob launch(int port) {
    return new BeamLauncher<>(
            NoOptions.class,
            options -> {
              Pipeline pipeline = Pipeline.create(options);
              pipeline
                  .apply(GenerateSequence.from(0).withRate(100, Duration.standardSeconds(1)))
                  .apply("Count", ParDo.of(new CountFn()));
              return pipeline;
            },
            (options, here) -> {})
        .launch(
            Runner.FLINK, List.of("--parallelism=1", "--stateDir=none", "--metricsPort=" + port));
  }

  @Test
  void countersAreToldToTheCallerAndToPrometheus() throws Exception {
    RunningJob job = launch(freePort());
    try {
      await(() -> job.counters().getOrDefault("seen", 0L) > 10);
    } finally {
      job.cancel();
    }
  }

  @Test
  void prometheusIsAnsweredWhileTheJobRuns() throws Exception {
    int port = freePort();
    RunningJob job = launch(port);
    try {
      await(() -> scrape(port).contains("flink_taskmanager_job_task_operator_tidemark_seen{"));
    } finally {
      job.cancel();
    }
  }

  @Test
  void aPortThatIsInUseIsRefusedAtTheStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      UsageException refused =
          assertThrows(UsageException.class, () -> launch(taken.getLocalPort()));
      assertThat(
          refused.getMessage(),
          equalTo(
              "--metricsPort is "
                  + taken.getLocalPort()
                  + ": needed is a port that is free (Address already in use)"));
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String scrape(int port) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + 120_000_000_000L;
    while (!condition.call()) {
      assertThat("it came in time", System.nanoTime() < deadline, equalTo(true));
      Thread.sleep(200);
    }
  }
}

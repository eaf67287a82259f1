package io.tidemark.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.not;

import io.tidemark.pipelines.options.TidemarkOptions;
import org.apache.beam.runners.flink.Translation;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;

/** What Flink shows of a job in its web interface and over REST. */
class FlinkSecretsTest {
  private static final String SECRET = "hush-4711";

  @Test
  void noPasswordIsAmongWhatFlinkShowsOfAJob() {
    TidemarkOptions options =
        FlinkMain.options(
            new String[] {
              "--bootstrapServers=broker:9092",
              "--jdbcUrl=jdbc:postgresql://db/t?user=u&password=" + SECRET
            });
    Pipeline pipeline = FlinkMain.pipeline(options);
    StreamGraph graph = Translation.of(pipeline);
    var shown = graph.getExecutionConfig().getGlobalJobParameters().toMap();
    assertThat(shown, hasEntry("jdbcUrl", "jdbc:postgresql://db/t?user=u&password=***"));
    assertThat(shown.toString(), not(containsString(SECRET)));
    assertThat(graph.getStreamingPlanAsJSON(), not(containsString(SECRET)));
    assertThat(DisplayData.from(options).toString(), not(containsString(SECRET)));
    assertThat(options.toString(), not(containsString(SECRET)));
  }
}

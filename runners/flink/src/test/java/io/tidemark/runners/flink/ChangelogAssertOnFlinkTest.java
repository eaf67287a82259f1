package io.tidemark.runners.flink;

import static java.util.stream.Collectors.joining;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.changelog.Changelog;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.testing.ChangelogAssert;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.TestFlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** The assertion for the library's users passes and fails on Flink as it does on Direct. */
class ChangelogAssertOnFlinkTest {

  private static final IntervalWindow WINDOW =
      new IntervalWindow(Instant.EPOCH, Duration.standardMinutes(5));

  @Test
  void whatIsRightPasses() {
    Pipeline pipeline = Pipeline.create(flink());
    totals(pipeline)
        .hasKeys("a")
        .forKey("a")
        .inWindow(WINDOW)
        .emits(
            "+I(3, EARLY 0)",
            "-U(3, EARLY 0)",
            "+U(7, EARLY 1)",
            "-U(7, EARLY 1)",
            "+U(7, ON_TIME 2)")
        .consolidatesTo(Map.of("a", Map.of(WINDOW, 7)));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void whatIsWrongFailsWithTheActualChanges() {
    Pipeline pipeline = Pipeline.create(flink());
    totals(pipeline).forKey("a").emits("+I(3, EARLY 0)", "-U(3, EARLY 0)", "+U(8, EARLY 1)");
    Throwable thrown = assertThrows(Throwable.class, () -> pipeline.run().waitUntilFinish());
    assertThat(
        messages(thrown),
        containsString("actual:\n  +I(3, EARLY 0)\n  -U(3, EARLY 0)\n  +U(7, EARLY 1)\n"));
  }

  private static String messages(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .map(Throwable::toString)
        .collect(joining("\n"));
  }

  private static ChangelogAssert<String, Integer> totals(Pipeline pipeline) {
    Changelog.Result<String, Integer, Integer> totals =
        pipeline
            .apply(
                TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
                    .addElements(TimestampedValue.of(KV.of("a", 3), Instant.EPOCH))
                    .addElements(TimestampedValue.of(KV.of("a", 4), Instant.EPOCH))
                    .advanceWatermarkToInfinity())
            .apply(
                Changelog.<String, Integer>perKey(Sum.ofIntegers())
                    .into(
                        "Total",
                        FixedWindows.of(Duration.standardMinutes(5)),
                        Firing.onTime().withEarly(Cadence.elements(1))));
    return ChangelogAssert.that(totals.changes("Total"));
  }

  private static FlinkPipelineOptions flink() {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(TestFlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setStreaming(true);
    options.setParallelism(1);
    return options;
  }
}

package com.example.scores;

import io.tidemark.changelog.Changelog;
import io.tidemark.changelog.Consolidate;
import io.tidemark.firing.Firing;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** What each team has scored so far, in which every window counts once, however often corrected. */
public final class RunningTotals {

  private static final Duration LATENESS = Duration.standardMinutes(2);

  /** From scores by {@code team/player} to totals by team. */
  static PCollection<KV<String, Long>> totals(PCollection<KV<String, Long>> scores) {
    return scores
        .apply(
            Changelog.<String, Long>perKey(Sum.ofLongs())
                .into(
                    "Score",
                    FixedWindows.of(Duration.standardMinutes(5)),
                    Firing.onTime().withAllowedLateness(LATENESS)))
        .changes("Score")
        .apply(
            Consolidate.<String, Long>sumOfLongs(score -> score)
                .withGroupBy(key -> key.substring(0, key.indexOf('/')), StringUtf8Coder.of())
                .withAllowedLateness(LATENESS));
  }

  static TestStream<KV<String, Long>> arrivals() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()))
        .addElements(Print.at("2026-01-01T12:01:00Z", KV.of("red/ann", 3L)))
        .advanceWatermarkTo(Instant.parse("2026-01-01T12:05:00Z"))
        .addElements(Print.at("2026-01-01T12:02:00Z", KV.of("red/ann", 4L))) // late: ann has 7
        .addElements(Print.at("2026-01-01T12:06:00Z", KV.of("red/bob", 5L)))
        .advanceWatermarkToInfinity();
  }

  public static void main(String[] args) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(args).create());
    totals(pipeline.apply(arrivals())).apply("Print", Print.lines());
    pipeline.run().waitUntilFinish();
  }
}

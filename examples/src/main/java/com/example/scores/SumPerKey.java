package com.example.scores;

import io.tidemark.changelog.Changelog;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** The sum of each player's scores in every five minutes: early, on time and late. */
public final class SumPerKey {

  static Changelog.Result<String, Integer, Integer> sum(PCollection<KV<String, Integer>> scores) {
    return scores.apply(
        Changelog.<String, Integer>perKey(Sum.ofIntegers())
            .into(
                "Total",
                FixedWindows.of(Duration.standardMinutes(5)),
                Firing.onTime()
                    .withEarly(Cadence.every(Duration.standardSeconds(30)))
                    .withAllowedLateness(Duration.standardMinutes(2))));
  }

  /** What arrives, and when: elements with their event times, the watermark, the clock. */
  static TestStream<KV<String, Integer>> arrivals() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
        .advanceWatermarkTo(Instant.parse("2026-01-01T12:00:00Z"))
        .addElements(Print.at("2026-01-01T12:01:00Z", KV.of("ann", 3)))
        .advanceProcessingTime(Duration.standardSeconds(30)) // fires the early pane
        .addElements(Print.at("2026-01-01T12:02:00Z", KV.of("ann", 4)))
        .advanceWatermarkTo(Instant.parse("2026-01-01T12:05:00Z")) // the pane on time
        .addElements(Print.at("2026-01-01T12:04:00Z", KV.of("ann", 5))) // late: corrects it
        .advanceWatermarkTo(Instant.parse("2026-01-01T12:07:00Z")) // nothing is accepted any more
        .addElements(Print.at("2026-01-01T12:04:30Z", KV.of("ann", 6)))
        .advanceWatermarkToInfinity();
  }

  public static void main(String[] args) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(args).create());
    Changelog.Result<String, Integer, Integer> sums = sum(pipeline.apply(arrivals()));
    sums.changes("Total").apply("PrintChanges", Print.lines());
    sums.late().apply("PrintLate", Print.lines());
    pipeline.run().waitUntilFinish();
  }
}

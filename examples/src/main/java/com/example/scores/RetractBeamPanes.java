package com.example.scores;

import io.tidemark.change.Change;
import io.tidemark.changelog.PaneChangelog;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** The best score in every five minutes, in Beam's own windows, with retractions behind them. */
public final class RetractBeamPanes {

  static PCollection<KV<String, Change<Integer>>> best(PCollection<KV<String, Integer>> scores) {
    return scores
        .apply(
            Window.<KV<String, Integer>>into(FixedWindows.of(Duration.standardMinutes(5)))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withLateFirings(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.standardMinutes(2))
                .accumulatingFiredPanes())
        .apply(Max.integersPerKey())
        .apply(PaneChangelog.perKey());
  }

  static TestStream<KV<String, Integer>> arrivals() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
        .addElements(Print.at("2026-01-01T12:01:00Z", KV.of("ann", 3)))
        .advanceWatermarkTo(Instant.parse("2026-01-01T12:05:00Z"))
        .addElements(Print.at("2026-01-01T12:02:00Z", KV.of("ann", 2))) // late, but not better
        .addElements(Print.at("2026-01-01T12:03:00Z", KV.of("ann", 7))) // late, and better
        .advanceWatermarkToInfinity();
  }

  public static void main(String[] args) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(args).create());
    best(pipeline.apply(arrivals())).apply("Print", Print.lines());
    pipeline.run().waitUntilFinish();
  }
}

package com.example.scores;

import io.tidemark.change.Change;
import io.tidemark.changelog.Changelog;
import io.tidemark.firing.Firing;
import io.tidemark.windowing.CappedSessions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Pages seen in each visit, which ends after ten minutes of silence and lasts an hour at most. */
public final class VisitsAsSessions {

  static PCollection<KV<String, Change<Long>>> visits(PCollection<KV<String, String>> pages) {
    return pages
        .apply(
            Changelog.<String, String, Long>perKey(Count.combineFn())
                .into(
                    "Visit",
                    CappedSessions.withGap(Duration.standardMinutes(10))
                        .withMaxLength(Duration.standardHours(1)),
                    Firing.onTime().withAllowedLateness(Duration.standardMinutes(30))))
        .changes("Visit");
  }

  /** Two visits, until a page in between arrives late and makes one of them. */
  static TestStream<KV<String, String>> arrivals() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
        .addElements(Print.at("2026-01-01T12:00:00Z", KV.of("ann", "/")))
        .addElements(Print.at("2026-01-01T12:15:00Z", KV.of("ann", "/prices")))
        .advanceWatermarkTo(Instant.parse("2026-01-01T12:25:00Z")) // both visits are on time
        .addElements(Print.at("2026-01-01T12:08:00Z", KV.of("ann", "/help")))
        .advanceWatermarkToInfinity();
  }

  public static void main(String[] args) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(args).create());
    visits(pipeline.apply(arrivals())).apply("Print", Print.lines());
    pipeline.run().waitUntilFinish();
  }
}

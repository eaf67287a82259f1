package io.tidemark.pipelines.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.Counters;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.pipelines.record.WithSource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TimestampedValue;
import org.junit.jupiter.api.Test;

class RouteEventsTest {
  private static final Instant NOW = Instant.parse("2026-01-05T13:00:00Z");
  private static final Decoders DECODERS = Decoders.standard(1_000);

  @Test
  void everyRecordGoesToItsTypeOrToTheDeadLetters() {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    String onTheLimit = Records.HEALTH.replace("12:34:56.789", "14:00:00.000");
    String beyond = Records.HEALTH.replace("12:34:56.789", "14:00:00.001");
    RawRecord bad = Records.of("{");
    PCollectionTuple routed =
        pipeline
            .apply(
                "Receive",
                Create.timestamped(
                        received(Records.of(Records.PERFORMANCE)),
                        received(Records.of(Records.FEEDBACK)),
                        received(Records.of(Records.HEALTH)),
                        received(Records.of(onTheLimit), Records.of(beyond), bad))
                    .withCoder(ListCoder.of(DecodedRecordCoder.of())))
            .apply(
                "Route", RouteEvents.within(FutureLimit.DEFAULT, Clock.fixed(NOW, ZoneOffset.UTC)));
    PAssert.that(routed.get(RouteEvents.PERFORMANCE).apply("P", ParDo.of(new DescribeFn<>())))
        .containsInAnyOrder("p-1 at 2026-01-05T12:34:56.789Z");
    PAssert.that(routed.get(RouteEvents.FEEDBACK).apply("F", ParDo.of(new DescribeFn<>())))
        .containsInAnyOrder("f-1 at 2026-01-05T12:34:56.789Z");
    PAssert.that(routed.get(RouteEvents.HEALTH).apply("H", ParDo.of(new DescribeFn<>())))
        .containsInAnyOrder("h-1 at 2026-01-05T12:34:56.789Z", "h-1 at 2026-01-05T14:00:00.000Z");
    PAssert.that(routed.get(RouteEvents.DEAD_LETTERS))
        .containsInAnyOrder(future(beyond), malformed(bad));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertThat(
        Counters.of(result),
        is(
            Map.of(
                "read", 6L,
                "decoded_performance", 1L,
                "decoded_feedback", 1L,
                "decoded_health", 2L,
                "dead_letters_future", 1L,
                "dead_letters_invalid", 0L,
                "dead_letters_malformed", 1L,
                "dead_letters_oversize", 0L)));
  }

  @Test
  void eachOfSeveralEventsInARecordHasItsOwnFate() {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    String bad = Records.HEALTH.replace("degraded", "?");
    RawRecord record = Records.of("[" + Records.FEEDBACK + "," + bad + "," + Records.HEALTH + "]");
    PCollectionTuple routed =
        pipeline
            .apply(
                "Receive",
                Create.timestamped(received(record))
                    .withCoder(ListCoder.of(DecodedRecordCoder.of())))
            .apply(
                "Route", RouteEvents.within(FutureLimit.DEFAULT, Clock.fixed(NOW, ZoneOffset.UTC)));
    PAssert.that(routed.get(RouteEvents.FEEDBACK).apply("F", ParDo.of(new PlaceFn<>())))
        .containsInAnyOrder("perf-metrics/0/7#0 (" + Records.FEEDBACK.length() + " bytes)");
    PAssert.that(routed.get(RouteEvents.HEALTH).apply("H", ParDo.of(new PlaceFn<>())))
        .containsInAnyOrder("perf-metrics/0/7#2 (" + Records.HEALTH.length() + " bytes)");
    PAssert.that(routed.get(RouteEvents.DEAD_LETTERS))
        .containsInAnyOrder(
            new DeadLetter(
                Reason.INVALID,
                "Decode",
                ((Decoded.Rejected) DECODERS.decode(Records.of(bad)).get(0)).error(),
                bad.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                NOW.toEpochMilli() - 1_503_211,
                "perf-metrics",
                0,
                7,
                1,
                0));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertThat(
        Counters.of(result),
        is(
            Map.of(
                "read", 1L,
                "decoded_feedback", 1L,
                "decoded_health", 1L,
                "dead_letters_future", 0L,
                "dead_letters_invalid", 1L,
                "dead_letters_malformed", 0L,
                "dead_letters_oversize", 0L)));
  }

  private static final class PlaceFn<E extends TelemetryEvent>
      extends DoFn<List<WithSource<E>>, String> {
    @ProcessElement
    public void process(@Element List<WithSource<E>> events, OutputReceiver<String> out) {
      events.forEach(sourced -> out.output(sourced.raw().toString()));
    }
  }

  /** The same place has the same id whether the record is whole or only its place. */
  @Test
  void eventWithoutAnIdIsIdentifiedByItsPlace() {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    String noId = Records.PERFORMANCE.replace("p-1", "None").replace("842.5", "null");
    RawRecord raw = Records.of(noId.replace("0.0123", "null,\"metadata\":{\"a\":[],\"b\":{}}"));
    List<Decoded> twice = List.of(DECODERS.decode(raw).get(0), DECODERS.decode(raw).get(0));
    DecodedRecord whole = new DecodedRecord(raw, twice);
    PCollectionTuple routed =
        pipeline
            .apply(
                "Receive",
                Create.of(List.of(List.of(whole), List.of(whole.withoutBytesOf(all -> true))))
                    .withCoder(ListCoder.of(DecodedRecordCoder.of())))
            .apply(
                "Route",
                RouteEvents.within(FutureLimit.DEFAULT, Clock.fixed(NOW, ZoneOffset.UTC))
                    .from("requests"));
    PAssert.that(routed.get(RouteEvents.PERFORMANCE).apply("P", ParDo.of(new IdsFn())))
        .containsInAnyOrder(
            "\0requests/0/7/0", "\0requests/0/7/1", "\0requests/0/7/0", "\0requests/0/7/1");
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertThat(
        Counters.of(result),
        is(
            Map.of(
                "read", 2L,
                "decoded_performance", 4L,
                "fields_left_out", 8L,
                "unknown_latency", 4L,
                "unknown_cost", 4L,
                "dead_letters_future", 0L,
                "dead_letters_invalid", 0L,
                "dead_letters_malformed", 0L,
                "dead_letters_oversize", 0L)));
  }

  private static final class IdsFn extends DoFn<List<WithSource<PerformanceMetrics>>, String> {
    @ProcessElement
    public void process(
        @Element List<WithSource<PerformanceMetrics>> events, OutputReceiver<String> out) {
      events.forEach(sourced -> out.output(sourced.event().id()));
    }
  }

  /** One element, at the earliest of the event times that can be read. */
  private static TimestampedValue<List<DecodedRecord>> received(RawRecord... records) {
    List<DecodedRecord> all = Stream.of(records).map(DECODERS::read).toList();
    long millis =
        all.stream()
            .mapToLong(r -> r.earliestEventMillis(Long.MAX_VALUE).orElse(Long.MAX_VALUE))
            .min()
            .orElseThrow();
    return TimestampedValue.of(all, new org.joda.time.Instant(millis));
  }

  private static DeadLetter future(String json) {
    return letter(
        Reason.FUTURE,
        "timestamp is 2026-01-05T14:00:00.001Z, 3600001 ms ahead of processing time; at most"
            + " 3600000 ms are allowed",
        Records.of(json),
        NOW.toEpochMilli() + 3_600_001L);
  }

  private static DeadLetter malformed(RawRecord raw) {
    Decoded.Rejected rejected = (Decoded.Rejected) DECODERS.decode(raw).get(0);
    return letter(Reason.MALFORMED, rejected.error(), raw, null);
  }

  private static DeadLetter letter(Reason reason, String error, RawRecord raw, Long eventTime) {
    return new DeadLetter(reason, "Decode", error, raw.value(), eventTime, "perf-metrics", 0, 7, 0);
  }

  private static final class DescribeFn<E extends TelemetryEvent>
      extends DoFn<List<WithSource<E>>, String> {
    @ProcessElement
    public void process(
        @Element List<WithSource<E>> events,
        @Timestamp org.joda.time.Instant at,
        OutputReceiver<String> out) {
      events.forEach(sourced -> out.output(sourced.event().id() + " at " + at));
    }
  }
}

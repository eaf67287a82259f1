package io.tidemark.pipelines.decode;

import static io.tidemark.pipelines.decode.Records.FEEDBACK;
import static io.tidemark.pipelines.decode.Records.HEALTH;
import static io.tidemark.pipelines.decode.Records.PERFORMANCE;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.SystemHealth.Status;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.Decoded.Event;
import io.tidemark.pipelines.record.Decoded.Rejected;
import io.tidemark.pipelines.record.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodersTest {
  private static final long T = Instant.parse("2026-01-05T12:34:56.789Z").toEpochMilli();
  private static final String WITHOUT_TYPE =
      without("\"type\":\"performance_metrics\",", PERFORMANCE);
  private static final String BARE =
      without("\"id\":\"p-1\",\"timestamp\":\"2026-01-05T12:34:56.789Z\",", WITHOUT_TYPE);

  private final Decoders decoders = Decoders.standard(10_000);

  @Test
  void requestWithOnlyItsRequiredFieldsIsDecoded() {
    assertThat(
        event(PERFORMANCE),
        is(
            new PerformanceMetrics(
                "p-1",
                T,
                "r-1",
                Attribution.of("claude-opus", null),
                842.5,
                null,
                null,
                TokenUsage.of(900, 210),
                0.0123,
                null,
                null,
                null,
                null,
                Map.of(),
                Map.of())));
  }

  @Test
  void requestWithAllFieldsAndUnknownOnesIsDecoded() {
    String json =
        with(
            "\"provider\":\"anthropic\",\"region\":\"us\",\"service\":\"chat\",\"config_id\":\"c\","
                + "\"response_model\":\"claude-opus-5\",\"operation\":\"text_completion\","
                + "\"environment\":\"production\",\"team\":\"search\",\"user_id\":\"u\","
                + "\"session_id\":\"s-1\",\"queue_time_ms\":7,\"cache_write_tokens\":4,"
                + "\"reasoning_tokens\":5,\"finish_reason\":\"length\",\"streaming\":true,"
                + "\"new\":{\"a\":[1,{\"cost\":-1}]},\"time_to_first_token_ms\":120,"
                + "\"cache_read_tokens\":3,\"quality_score\":0.9,\"error\":\"rate_limited\","
                + "\"metrics\":{\"a\":1,\"b\":-2.5,\"none\":null},\"metadata\":{\"team\":\"x\"}",
            PERFORMANCE);
    assertThat(
        event(json),
        is(
            new PerformanceMetrics(
                "p-1",
                T,
                "r-1",
                new Attribution(
                    "claude-opus",
                    "claude-opus-5",
                    "anthropic",
                    "us",
                    "chat",
                    "text_completion",
                    "production",
                    "search",
                    "u",
                    "s-1",
                    "c"),
                842.5,
                120.0,
                7.0,
                new TokenUsage(900, 210, 3, 4, 5),
                0.0123,
                0.9,
                "rate_limited",
                "length",
                true,
                Map.of("a", 1.0, "b", -2.5),
                Map.of("team", "x"))));
  }

  @Test
  void feedbackIsDecoded() {
    String json =
        with("\"user_id\":\"u\",\"rating\":4,\"liked\":false,\"dwell_time_seconds\":1.5", FEEDBACK);
    assertThat(
        event(json),
        is(
            new UserFeedback(
                "f-1", T, "s-1", "u", "r-1", 4.0, false, true, false, false, false, true, 1.5, null,
                Map.of())));
  }

  @Test
  void healthIsDecoded() {
    String json = with("\"cpu_usage\":100,\"memory_usage\":8e9,\"error_rate\":0", HEALTH);
    assertThat(
        event(json),
        is(
            new SystemHealth(
                "h-1", T, "gateway", Status.DEGRADED, 100.0, 8e9, null, null, 0.0, Map.of())));
  }

  @Test
  void nullOfAnOptionalFieldIsAbsence() {
    assertThat(
        event(with("\"region\":null,\"metrics\":null", PERFORMANCE)), is(event(PERFORMANCE)));
  }

  @Test
  void envelopeFillsWhatItsPayloadLacks() {
    String json =
        "{\"data\":"
            + BARE
            + ",\"id\":\"p-1\",\"timestamp\":\"2026-01-05T12:34:56.789Z\","
            + "\"source\":\"observatory\",\"event_type\":\"metric\",\"metadata\":{\"team\":\"x\"}}";
    PerformanceMetrics decoded = (PerformanceMetrics) event(json);
    assertThat(decoded.id(), is("p-1"));
    assertThat(decoded.timestampMillis(), is(T));
    assertThat(decoded.metadata(), is(Map.of("team", "x")));
  }

  @Test
  void payloadWinsOverItsEnvelope() {
    String json =
        "{\"id\":\"e-1\",\"timestamp\":\"2020-01-01T00:00:00Z\",\"event_type\":\"anomaly\","
            + "\"metadata\":[1],\"data\":"
            + PERFORMANCE
            + "}";
    assertThat(event(json), is(event(PERFORMANCE)));
  }

  @Test
  void envelopeOfAMetricWithAComponentIsHealth() {
    String health = without("\"type\":\"system_health\",", HEALTH);
    assertThat(event("{\"event_type\":\"metric\",\"data\":" + health + "}"), is(event(HEALTH)));
  }

  @Test
  void envelopeOfFeedbackIsFeedback() {
    String feedback = without("\"type\":\"user_feedback\",", FEEDBACK);
    assertThat(
        event("{\"event_type\":\"feedback\",\"data\":" + feedback + "}"), is(event(FEEDBACK)));
  }

  @Test
  void structuredCloudEventIsDecoded() {
    String json =
        "{\"specversion\":\"1.0\",\"id\":\"p-1\",\"source\":\"/gw\",\"time\":\"2026-01-05T12:34:56.789Z\","
            + "\"type\":\"com.example.performance_metrics\",\"data\":"
            + BARE
            + "}";
    assertThat(event(json), is(event(PERFORMANCE)));
  }

  @Test
  void structuredCloudEventWithBase64IsDecoded() {
    String data = Base64.getEncoder().encodeToString(PERFORMANCE.getBytes(StandardCharsets.UTF_8));
    assertThat(
        event("{\"specversion\":\"1.0\",\"data_base64\":\"" + data + "\",\"type\":\"x\"}"),
        is(event(PERFORMANCE)));
  }

  @Test
  void binaryCloudEventIsDecoded() {
    RawRecord record =
        Records.withHeaders(
            Map.of(
                "ce_specversion", "1.0",
                "ce_id", "p-1",
                "ce_time", "2026-01-05T12:34:56.789Z",
                "ce_type", "performance_metrics"),
            BARE);
    assertThat(decoders.decode(record), is(List.of(new Event(event(PERFORMANCE)))));
  }

  @Test
  void structuredContentTypeWinsOverBinaryHeaders() {
    RawRecord record =
        Records.withHeaders(
            Map.of(
                "ce_specversion", "1.0",
                "content-type", "application/cloudevents+json; charset=UTF-8"),
            "{\"specversion\":\"1.0\",\"type\":\"x\",\"data\":" + PERFORMANCE + "}");
    assertThat(decoders.decode(record), is(List.of(new Event(event(PERFORMANCE)))));
  }

  @ParameterizedTest(name = "{0} becomes {1}: {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "842.5 | -1 | INVALID | latency_ms is -1.0; allowed is 0 to 1e12",
        "842.5 | NaN | INVALID | latency_ms is NaN; allowed is 0 to 1e12",
        "842.5 | 1e999 | INVALID | latency_ms is Infinity",
        "842.5 | -Infinity | INVALID | latency_ms is -Infinity",
        "842.5 | \"fast\" | MALFORMED | latency_ms is \"fast\"; a number is needed",
        "842.5 | true | MALFORMED | latency_ms is true; a number is needed",
        "842.5 | [1] | MALFORMED | latency_ms is an array; a number is needed",
        "842.5 | \"1,000\" | MALFORMED | latency_ms is \"1,000\"; a number is needed",
        "842.5 | \"NaN\" | MALFORMED | latency_ms is \"NaN\"; a number is needed",
        "842.5 | \"-1\" | INVALID | latency_ms is -1.0; allowed is 0 to 1e12",
        "842.5 | 01 | MALFORMED | not JSON: Invalid numeric value",
        ":900 | :900.5 | MALFORMED | input_tokens is 900.5; a whole number is needed",
        ":900 | :1e30 | INVALID | input_tokens is 1.0E30; allowed is 0 to 1e12",
        ":900 | :\"900.5\" | MALFORMED | input_tokens is 900.5; a whole number is needed",
        "\"claude-opus\" | \"a\\u0000\" | INVALID | allowed is a text without U+0000",
        "\"claude-opus\" | \"\\ud800\" | INVALID | allowed is a text without half characters",
        "\"claude-opus\" | {} | MALFORMED | model is an object; a text is needed",
        "\"p-1\" | [1] | MALFORMED | id is an array; a text is needed",
        "\"p-1\" | \"a\\u0000\" | INVALID | allowed is a text without U+0000",
        "0.0123 | 1,\"cost\":2 | MALFORMED | cost stands there twice; once is allowed",
        "0.0123 | 1,\"error\":\"a\",\"error\":\"a\" | MALFORMED | error stands there twice",
        "performance_metrics | performance | MALFORMED | type is \"performance\"; one of",
        "\"type\": | \"kind\": | MALFORMED | type is missing; one of",
        "12:34:56.789Z | 12:34:56.789 | MALFORMED | which has no offset from UTC; one is needed",
        "2026-01-05T | 0001-01-01T | INVALID | allowed are the years 1970 to 9999",
        "0.0123} | 0.0123}} | MALFORMED | not JSON",
        "0.0123} | 0.0123} 7 | MALFORMED | something follows the JSON object; nothing is allowed",
        "0.0123} | 0.0123 | MALFORMED | not JSON: Unexpected end-of-input",
      })
  void wrongValueIsRejectedWithItsReason(
      String correct, String wrong, Reason reason, String message) {
    String json = PERFORMANCE.replace(correct, wrong);
    assertThat(json.equals(PERFORMANCE), is(false));
    assertRejected(json, reason, message);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "\"rating\":5.01 | rating is 5.01; allowed is 0 to 5",
        "\"dwell_time_seconds\":-0.5 | dwell_time_seconds is -0.5",
      })
  void feedbackOutOfRangeIsInvalid(String field, String message) {
    assertRejected(with(field, FEEDBACK), Reason.INVALID, message);
  }

  @Test
  void unknownStatusIsInvalid() {
    assertRejected(
        HEALTH.replace("degraded", "purple"),
        Reason.INVALID,
        "status is \"purple\"; allowed are healthy (or up, ok, pass, running, ready, serving, green),"
            + " degraded (or warn, partial, starting, unknown, yellow), unhealthy (or down, critical,"
            + " fail, error, dead, offline, red)");
  }

  @Test
  void wrongTypeOfAnotherEventsFieldIsIgnored() {
    assertThat(
        event(with("\"component\":5,\"rating\":-1,\"data\":null,\"comment\":[]", PERFORMANCE)),
        is(event(PERFORMANCE)));
  }

  @Test
  void rejectedEventKeepsItsEventTime() {
    Rejected rejected = rejected(PERFORMANCE.replace("842.5", "-1"));
    assertThat(rejected.eventTimeMillis(), is(T));
    assertThat(rejected(PERFORMANCE + "x").eventTimeMillis(), is(T));
    assertThat(rejected("{}").eventTimeMillis() == null, is(true));
  }

  @Test
  void emptyRecordIsMalformed() {
    assertRejected("", Reason.MALFORMED, "the record is empty; a JSON object is needed");
    assertRejected("  ", Reason.MALFORMED, "the record is blank; a JSON object is needed");
    assertRejected("[]", Reason.MALFORMED, "the record is an array without an event");
    assertRejected("17", Reason.MALFORMED, "the record is a single value");
  }

  @Test
  void recordLongerThanTheLimitIsOversize() {
    byte[] fits = Arrays.copyOf(PERFORMANCE.getBytes(StandardCharsets.UTF_8), 10_000);
    Arrays.fill(fits, PERFORMANCE.length(), fits.length, (byte) ' ');
    assertThat(decoders.decode(Records.of(fits)), is(List.of(new Event(event(PERFORMANCE)))));
    byte[] tooLong = Arrays.copyOf(fits, 10_001);
    tooLong[10_000] = ' ';
    assertRejected(
        tooLong, Reason.OVERSIZE, "the record is 10001 bytes; at most 10000 are accepted");
  }

  @Test
  void otherEncodingsThanUtf8AreMalformed() {
    assertRejected(
        PERFORMANCE.getBytes(StandardCharsets.UTF_16LE), Reason.MALFORMED, "JSON in UTF-8");
    assertRejected(
        PERFORMANCE.replace("claude", "clàude").getBytes(StandardCharsets.ISO_8859_1),
        Reason.MALFORMED,
        "the record is not valid UTF-8");
  }

  /** Buffers are kept by threads' numbers, of which two among so many share one. */
  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(70);
    try {
      Map<String, Future<Set<String>>> decoded = new HashMap<>();
      for (int i = 1; i <= 70; i++) {
        String error = ("number " + i + " ").repeat(10 * i);
        decoded.put(error, threads.submit(() -> errorsDecoded(error)));
      }
      for (Map.Entry<String, Future<Set<String>>> each : decoded.entrySet()) {
        assertThat(each.getValue().get(), is(Set.of(each.getKey(), "short")));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Set<String> errorsDecoded(String error) {
    Set<String> decoded = new HashSet<>();
    for (int round = 0; round < 200; round++) {
      for (String each : List.of(error, "short")) {
        String json = with("\"error\":\"" + each + "\"", PERFORMANCE);
        decoded.add(((PerformanceMetrics) event(json)).error());
      }
    }
    return decoded;
  }

  @Test
  void deepNestingIsMalformed() {
    String bomb = "[".repeat(4_000);
    assertRejected(with("\"x\":" + bomb, PERFORMANCE), Reason.MALFORMED, "nesting depth");
    assertRejected("{\"data\":".repeat(1_000), Reason.MALFORMED, "nesting depth");
  }

  @Test
  void longIdentifierIsInvalid() {
    String longest = "m".repeat(256);
    assertThat(
        ((PerformanceMetrics) event(PERFORMANCE.replace("claude-opus", longest))).model(),
        is(longest));
    assertRejected(
        PERFORMANCE.replace("claude-opus", longest + "m"),
        Reason.INVALID,
        "(257 characters); allowed are at most 256 characters");
  }

  @Test
  void messagesCanBeStoredAnywhere() {
    Rejected rejected = rejected(PERFORMANCE.replace("performance_metrics", "a\\u0000\\ud800"));
    assertThat(rejected.reason(), is(Reason.INVALID));
    assertThat(rejected.error(), containsString("\"a\uFFFD\uFFFD\""));
  }

  /** Whatever is long in the record, the error text is not. */
  @Test
  void messagesAreCut() {
    String long600KB = "x".repeat(600_000);
    Decoders large = Decoders.standard(1 << 20);
    String longKey = ",\"" + long600KB + "\":";
    for (String json :
        List.of(
            PERFORMANCE.replace("claude-opus", long600KB),
            PERFORMANCE.replace("p-1", long600KB),
            PERFORMANCE.replace("performance_metrics", long600KB),
            PERFORMANCE.replace("2026-01-05", long600KB),
            PERFORMANCE.replace("842.5", "\"" + long600KB + "\""),
            PERFORMANCE.replace("842.5", "1".repeat(600_000)),
            PERFORMANCE.replace("842.5", long600KB),
            PERFORMANCE.replace("0.0123", "-1,\"metadata\":{" + longKey.substring(1) + "1}"),
            HEALTH.replace("degraded", long600KB),
            HEALTH.replace("gateway", long600KB),
            FEEDBACK.replace("s-1", long600KB),
            FEEDBACK.replace("\"response_edited\":false", "\"rating\":\"" + long600KB + "\""),
            "{\"event_type\":\"" + long600KB + "\",\"data\":{}}",
            "{\"specversion\":\"1.0\",\"data_base64\":\"" + long600KB + "!\"}",
            long600KB,
            PERFORMANCE.replace("{", "{" + longKey.substring(1)))) {
      Rejected rejected = (Rejected) large.decode(Records.of(json)).get(0);
      assertThat(rejected.error(), rejected.error().length() <= 501, is(true));
      assertThat(rejected.error(), not(containsString("x".repeat(300))));
    }
  }

  @Test
  void longNameInMetadataCostsNothing() {
    String name = "x".repeat(257);
    String json = with("\"metadata\":{\"" + name + "\":\"a\",\"b\":\"c\"}", PERFORMANCE);
    Event decoded = (Event) decoders.decode(Records.of(json)).get(0);
    assertThat(((PerformanceMetrics) decoded.event()).metadata(), is(Map.of("b", "c")));
    assertThat(decoded.fieldsLeftOut(), is(1));
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    String error = "x".repeat(8_191) + "\uD83D\uDE00";
    Event decoded =
        (Event)
            decoders.decode(Records.of(with("\"error\":\"" + error + "\"", PERFORMANCE))).get(0);
    assertThat(((PerformanceMetrics) decoded.event()).error(), is("x".repeat(8_191)));
    assertThat(decoded.fieldsLeftOut(), is(1));
  }

  private TelemetryEvent event(String json) {
    return ((Event) decoders.decode(Records.of(json)).get(0)).event();
  }

  private Rejected rejected(String json) {
    return (Rejected) decoders.decode(Records.of(json)).get(0);
  }

  private void assertRejected(String json, Reason reason, String message) {
    assertRejected(json.getBytes(StandardCharsets.UTF_8), reason, message);
  }

  private void assertRejected(byte[] value, Reason reason, String message) {
    List<Decoded> decoded = decoders.decode(Records.of(value));
    assertThat(decoded.size(), is(1));
    Rejected rejected = (Rejected) decoded.get(0);
    assertThat(rejected.error(), containsString(message));
    assertThat(rejected.reason(), is(reason));
  }

  private static String with(String fields, String json) {
    return json.substring(0, json.length() - 1) + "," + fields + "}";
  }

  private static String without(String part, String json) {
    assertThat(json, containsString(part));
    return json.replace(part, "");
  }
}

package io.tidemark.pipelines.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.TelemetryEventCoder;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.Decoded.Event;
import io.tidemark.pipelines.record.Decoded.Rejected;
import io.tidemark.pipelines.record.RawRecord;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

/**
 * Whatever arrives, each record ends as a valid event or with a reason. The mutations are the same
 * in every run.
 */
class GarbageTest {
  private static final int RECORDS = 10_000;
  private static final int MAX_RECORD_BYTES = 4_096;

  private static final List<String> WELL_FORMED =
      List.of(
          Records.PERFORMANCE,
          Records.FEEDBACK,
          Records.HEALTH,
          Records.PERFORMANCE.replace(
              "}", ",\"metrics\":{\"a\":1.5},\"metadata\":{\"team\":\"é\"},\"error\":null}"),
          "{\"id\":\"e\",\"event_type\":\"metric\",\"source\":\"user\",\"data\":"
              + Records.HEALTH
              + "}",
          "{\"specversion\":\"1.0\",\"type\":\"performance_metrics\",\"id\":\"e\",\"data\":"
              + Records.PERFORMANCE
              + "}");

  private static final List<String> VALUES =
      List.of(
          "NaN",
          "-Infinity",
          "1e999",
          "-1e999",
          "9".repeat(300),
          "-" + "9".repeat(500),
          "0." + "3".repeat(900),
          "1e-999999999",
          "9223372036854775808",
          "-0",
          "null",
          "true",
          "[]",
          "{}",
          "\"\"",
          "\"\\u0000\"",
          "\"\\udc00\"",
          "\"" + "k".repeat(300) + "\"",
          "'x'",
          "\"2026-02-30T00:00:00Z\"",
          "\"99999-01-01T00:00:00Z\"",
          "0x10",
          "undefined",
          "-",
          "[".repeat(2_000),
          "{\"a\":".repeat(500),
          "\"\\x\"",
          "\"\n\"",
          "\"\\ud83d\\ude00\"");

  private static final List<Charset> CHARSETS =
      List.of(
          StandardCharsets.UTF_16,
          StandardCharsets.UTF_16BE,
          StandardCharsets.UTF_16LE,
          Charset.forName("UTF-32"),
          Charset.forName("UTF-32LE"),
          StandardCharsets.ISO_8859_1,
          Charset.forName("IBM037"));

  private static final List<BiFunction<String, Random, byte[]>> MUTATIONS =
      List.of(
          GarbageTest::truncated,
          GarbageTest::withAnotherValue,
          GarbageTest::withAnotherValue,
          GarbageTest::inAnotherEncoding,
          GarbageTest::withBitsFlipped,
          GarbageTest::withRandomBytesInside,
          GarbageTest::withATextReplaced,
          (json, random) -> new byte[random.nextInt(3)],
          (json, random) -> randomBytes(random, random.nextInt(600)),
          (json, random) ->
              (json + " ".repeat(4_000) + "x".repeat(random.nextInt(300)))
                  .getBytes(StandardCharsets.UTF_8));

  private final Decoders decoders = Decoders.standard(MAX_RECORD_BYTES);

  @Test
  void everyMutatedRecordIsAnEventOrHasAReason() throws Exception {
    Random random = new Random(20_260_105);
    int events = 0;
    Map<Reason, Integer> rejected = new EnumMap<>(Reason.class);
    for (int i = 0; i < RECORDS; i++) {
      byte[] value = mutated(random);
      Map<String, String> headers = i % 7 == 0 ? cloudEventHeaders(random) : Map.of();
      List<Decoded> decoded =
          decoders.decode(new RawRecord("perf-metrics", 0, i, 0, headers, value));
      assertThat(
          decoders.decode(new RawRecord("perf-metrics", 0, i, 0, headers, within(value))),
          is(decoded));
      assertThat(decoded.isEmpty(), is(false));
      for (Decoded one : decoded) {
        if (one instanceof Event event) {
          assertValid(event.event());
          events++;
        } else if (one instanceof Rejected rejection) {
          assertStorable(rejection.error());
          rejected.merge(rejection.reason(), 1, Integer::sum);
        }
      }
    }
    // Each fate is met, so that the test says something about it.
    assertThat(events, greaterThan(500));
    assertThat(rejected.get(Reason.MALFORMED), greaterThan(3_000));
    assertThat(rejected.get(Reason.INVALID), greaterThan(200));
    assertThat(rejected.get(Reason.OVERSIZE), greaterThan(100));
  }

  /** The same between bytes that would make it something else. */
  private static Bytes within(byte[] value) {
    byte[] around = new byte[value.length + 9];
    Arrays.fill(around, 0, 4, (byte) 0xff);
    Arrays.fill(around, 4 + value.length, around.length, (byte) '{');
    System.arraycopy(value, 0, around, 4, value.length);
    return new Bytes(around, 4, value.length);
  }

  private static byte[] mutated(Random random) {
    String json = pick(WELL_FORMED, random);
    return pick(MUTATIONS, random).apply(json, random);
  }

  private static byte[] truncated(String json, Random random) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, random.nextInt(bytes.length));
  }

  private static byte[] withAnotherValue(String json, Random random) {
    int colon = -1;
    for (int i = random.nextInt(12); i >= 0; i--) {
      int next = json.indexOf("\":", colon + 1);
      colon = next < 0 ? colon : next;
    }
    int end = colon + 2;
    boolean quoted = json.charAt(end) == '"';
    end = quoted ? json.indexOf('"', end + 1) + 1 : end;
    while (!quoted && end < json.length() && ",}".indexOf(json.charAt(end)) < 0) {
      end++;
    }
    String other = json.substring(0, colon + 2) + pick(VALUES, random) + json.substring(end);
    return other.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] inAnotherEncoding(String json, Random random) {
    return json.replace("gateway", "gàteway").getBytes(pick(CHARSETS, random));
  }

  private static byte[] withBitsFlipped(String json, Random random) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] withRandomBytesInside(String json, Random random) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    byte[] noise = randomBytes(random, 1 + random.nextInt(8));
    System.arraycopy(noise, 0, bytes, random.nextInt(bytes.length - 8), noise.length);
    return bytes;
  }

  private static byte[] withATextReplaced(String json, Random random) {
    byte[] noise = randomBytes(random, random.nextInt(20));
    String text = new String(noise, StandardCharsets.ISO_8859_1).replaceAll("[\"\\\\]", "");
    return json.replaceFirst("\"[a-z]+-1\"", "\"" + text.replace("$", "") + "\"")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> cloudEventHeaders(Random random) {
    return Map.of(
        "ce_specversion", "1.0",
        "ce_id", pick(VALUES, random),
        "ce_type", pick(VALUES, random),
        "ce_time", pick(VALUES, random));
  }

  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static <T> T pick(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static void assertValid(TelemetryEvent event) throws Exception {
    assertThat(CoderUtils.clone(TelemetryEventCoder.of(), event), is(event));
    assertThat(event.id().isEmpty() || !event.id().isBlank(), is(true));
    assertThat(event.timestampMillis() >= 0, is(true));
    if (event instanceof PerformanceMetrics metrics) {
      assertAmount(metrics.latencyMs());
      assertAmount(metrics.cost());
      assertThat(metrics.usage().input() >= TokenUsage.UNKNOWN, is(true));
      assertThat(metrics.usage().output() >= TokenUsage.UNKNOWN, is(true));
      assertThat(metrics.model().isEmpty() || !metrics.model().isBlank(), is(true));
    } else if (event instanceof UserFeedback feedback) {
      assertThat(feedback.sessionId().isBlank(), is(false));
    } else if (event instanceof SystemHealth health) {
      assertThat(health.component().isBlank(), is(false));
    }
  }

  /** NaN is unknown. */
  private static void assertAmount(double amount) {
    assertThat(Double.isNaN(amount) || (amount >= 0 && Double.isFinite(amount)), is(true));
  }

  private static void assertStorable(String error) {
    assertThat(error, not(emptyString()));
    assertThat(error, error.chars().noneMatch(Character::isISOControl), is(true));
    byte[] utf8 = error.getBytes(StandardCharsets.UTF_8);
    assertThat(new String(utf8, StandardCharsets.UTF_8), is(error));
    assertThat(error, error.length(), lessThan(600));
  }
}

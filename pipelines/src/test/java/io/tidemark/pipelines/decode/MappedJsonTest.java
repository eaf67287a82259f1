package io.tidemark.pipelines.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.decode.mapping.Mappings;
import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.Decoded.Event;
import io.tidemark.pipelines.record.Decoded.Rejected;
import io.tidemark.pipelines.record.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of JSON of other programs by a mapping, and of a mapping that is wrong. */
class MappedJsonTest {
  private static final String GATEWAY =
      """
      {"stream": "performance_metrics",
       "fields": {
         "id": "/req/id",
         "timestamp": {"at": "/end", "unit": "s"},
         "model": ["/model", "/deployment"],
         "region": {"value": "eu"},
         "latency_ms": {"from": "/start", "to": "/end", "unit": "s"},
         "time_to_first_token_ms": {"at": "/ttft", "unit": "us", "when": {"/stream": true}},
         "input_tokens": {"at": "/usage/0/in", "required": true},
         "output_tokens": "/usage/0/out",
         "cost": {"at": "/price", "unit": "cents"},
         "error": {"join": ["/err/code", "/err/kind"], "with": ":", "words": {"0:none": null}},
         "metadata.key": "/req/key~1alias",
         "metadata.tier": {"at": "/tier", "words": {"1": "gold", "*": "other"}},
         "metrics": "/numbers"}}
      """;

  private static final String CALL =
      """
      {"req":{"id":"a","key/alias":"k"},"start":1767616496.5,"end":1767616497.125,"model":"","deployment":"gpt",
       "usage":[{"in":10,"out":5}],"price":1.5,"stream":true,"ttft":250000,"err":{"code":0,"kind":"none"},
       "tier":1,"numbers":{"x":1.5},"messages":[{"content":"{\\"end\\":1}"}],"later":{"end":5}}
      """
          .replace("\n", "");

  @TempDir Path directory;

  private int files;

  private String file(String mapping) {
    try {
      return Files.writeString(directory.resolve("m" + files++ + ".json"), mapping).toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Decoders decoders(String... mappings) {
    List<String> names = new ArrayList<>();
    for (String mapping : mappings) {
      names.add(mapping.startsWith("{") ? file(mapping) : mapping);
    }
    Mappings read = EventRules.mappings(String.join(",", names));
    return Decoders.standard(1 << 20, new EventRules(false, List.of("model", "region"), read));
  }

  private static PerformanceMetrics request(Decoders decoders, String json) {
    return (PerformanceMetrics) ((Event) decoders.decode(Records.of(json)).get(0)).event();
  }

  private static String error(Decoders decoders, String json) {
    Rejected rejected = (Rejected) decoders.decode(Records.of(json)).get(0);
    return rejected.reason() + " " + rejected.error().replaceAll("mapping /[^ ]*/", "mapping ");
  }

  private String refusal(String mapping) {
    return assertThrows(IllegalArgumentException.class, () -> decoders(mapping))
        .getMessage()
        .replace(directory + "/", "");
  }

  @Test
  void everyFieldComesFromWhereTheMappingSays() {
    PerformanceMetrics expected =
        new PerformanceMetrics(
            "a",
            Instant.parse("2026-01-05T12:34:57.125Z").toEpochMilli(),
            null,
            Attribution.of("gpt", "eu"),
            625.0,
            250.0,
            null,
            TokenUsage.of(10, 5),
            0.015,
            null,
            null,
            null,
            null,
            Map.of("x", 1.5),
            Map.of("key", "k", "tier", "gold"));
    assertThat(request(decoders(GATEWAY), CALL), is(expected));
  }

  @Test
  void everyUnitIsConverted() {
    Map<String, List<String>> values =
        Map.of(
            "s", List.of("1767616497.1239", "1767616496.0", "0.25"),
            "ms", List.of("1767616497123.9", "1767616496000", "250"),
            "us", List.of("1767616497123900", "1767616496000000", "250000"),
            "ns", List.of("\"1767616497123900000\"", "1767616496000000000", "2.5e8"));
    values.forEach(
        (unit, value) -> {
          String mapping =
              """
              {"stream": "performance_metrics", "fields": {
                "timestamp": {"at": "/end", "unit": "UNIT"},
                "latency_ms": {"from": "/start", "to": "/end", "unit": "UNIT"},
                "time_to_first_token_ms": {"at": "/first", "unit": "UNIT"}}}
              """
                  .replace("UNIT", unit);
          String call = "{\"end\":%s,\"start\":%s,\"first\":%s}".formatted(value.toArray());
          PerformanceMetrics request = request(decoders(mapping), call);
          assertThat(
              unit + " " + Instant.ofEpochMilli(request.timestampMillis()),
              is(unit + " 2026-01-05T12:34:57.123Z"));
          assertThat(unit, request.latencyMs(), is(1123.9));
          assertThat(unit, request.timeToFirstTokenMs(), is(250.0));
        });
  }

  @Test
  void timesAsTextsHaveADifferenceToo() {
    Decoders decoders =
        decoders(
            "{\"stream\":\"performance_metrics\",\"fields\":{\"timestamp\":\"/end\","
                + "\"latency_ms\":{\"from\":\"/start\",\"to\":\"/end\",\"unit\":\"rfc3339\"}}}");
    String call = "{\"end\":\"2026-01-05T12:34:57.1239Z\",\"start\":\"%s\"}";
    assertThat(
        request(decoders, call.formatted("2026-01-05 13:34:56+01:00")).latencyMs(), is(1123.9));
    assertThat(
        error(decoders, call.formatted("2026-01-05T13:34:56")),
        is(
            "MALFORMED latency_ms is \"2026-01-05T13:34:56\"; a time with an offset is needed, as in"
                + " 2026-01-05T12:34:56.789Z (from /start, /end, mapping m0.json)"));
  }

  @Test
  void partsThatDoNotApplyAreAbsent() {
    String call =
        CALL.replace("\"stream\":true", "\"stream\":false")
            .replace("\"code\":0", "\"code\":429")
            .replace("\"tier\":1", "\"tier\":9")
            .replace("\"price\":1.5", "\"price\":null");
    PerformanceMetrics request = request(decoders(GATEWAY), call);
    assertThat(request.timeToFirstTokenMs(), is(nullValue()));
    assertThat(request.error(), is("429:none"));
    assertThat(request.metadata().get("tier"), is("other"));
    assertThat(Double.isNaN(request.cost()), is(true));
  }

  @Test
  void whatIsMissingIsMalformedWithItsPointer() {
    Decoders decoders = decoders(GATEWAY);
    assertThat(
        error(decoders, CALL.replace("\"in\":10,", "")),
        is(
            "MALFORMED input_tokens is missing: there is nothing at /usage/0/in, and the mapping"
                + " needs it"));
    assertThat(
        error(decoders, CALL.replace("\"end\":1767616497.125", "\"end\":null")),
        is("MALFORMED timestamp is missing: there is nothing at /end, and the mapping needs it"));
    assertThat(error(decoders, "{}"), containsString("nothing at /end"));
    Rejected rejected =
        (Rejected) decoders.decode(Records.of(CALL.replace("\"in\":10,", ""))).get(0);
    assertThat(
        rejected.eventTimeMillis(), is(Instant.parse("2026-01-05T12:34:57.125Z").toEpochMilli()));
  }

  @Test
  void whatTheNativeFormRejectsIsRejectedAsThereWithThePointer() {
    Decoders decoders = decoders(GATEWAY);
    assertThat(
        error(decoders, CALL.replace("\"in\":10", "\"in\":\"ten\"")),
        is(
            "MALFORMED input_tokens is \"ten\"; a whole number is needed (from /usage/0/in, mapping"
                + " m0.json)"));
    assertThat(
        error(decoders, CALL.replace("\"price\":1.5", "\"price\":-1")),
        is("INVALID cost is -0.01; allowed is 0 to 1e6 (from /price, mapping m0.json)"));
    assertThat(
        error(decoders, CALL.replace("\"start\":1767616496.5", "\"start\":1767616498")),
        is(
            "INVALID latency_ms is -875.0; allowed is 0 to 1e12 (from /start, /end, mapping m0.json)"));
    assertThat(
        error(decoders, CALL.replace("\"end\":1767616497.125", "\"end\":\"noon\"")),
        is(
            "MALFORMED timestamp is \"noon\"; a number of s since the epoch, up to the year 9999, is"
                + " needed (from /end, mapping m0.json)"));
    assertThat(
        error(decoders, CALL.replace("\"end\":1767616497.125", "\"end\":1e999999999")),
        containsString("timestamp is 1e999999999; a number of s since the epoch"));
    assertThat(error(decoders, "{\"end\":"), containsString("MALFORMED not JSON"));
    assertThat(error(decoders, "7"), containsString("MALFORMED the record is a single value"));
  }

  @Test
  void aRecordMayHaveSeveralObjects() {
    Decoders decoders = decoders(GATEWAY);
    String second = CALL.replace("\"id\":\"a\"", "\"id\":\"b\"");
    for (String record : List.of(CALL + "\n" + second, "[" + CALL + "," + second + "]")) {
      RawRecord raw = Records.of(record);
      List<Decoded> decoded = decoders.decode(raw);
      assertThat(decoded.size(), is(2));
      assertThat(((Event) decoded.get(1)).event().id(), is("b"));
      assertThat(new String(decoders.read(raw).raw(1).value(), StandardCharsets.UTF_8), is(second));
    }
    PerformanceMetrics marked = request(decoders, "\uFEFF" + CALL);
    assertThat(marked.metrics(), is(Map.of("x", 1.5)));
  }

  @Test
  void nativeEventsStayAsTheyAre() {
    Decoders decoders = decoders(GATEWAY);
    Decoders without = Decoders.standard(1 << 20);
    for (String event : List.of(Records.PERFORMANCE, Records.FEEDBACK, Records.HEALTH)) {
      String cloud = "{\"specversion\":\"1.0\",\"type\":\"x\",\"data\":" + event + "}";
      for (String form : List.of(event, cloud)) {
        assertThat(decoders.decode(Records.of(form)), is(without.decode(Records.of(form))));
      }
      RawRecord binary = Records.withHeaders(Map.of("ce_specversion", "1.0"), event);
      assertThat(decoders.decode(binary), is(without.decode(binary)));
    }
  }

  @Test
  void theFirstMappingWhoseConditionHoldsIsTaken() {
    Decoders decoders =
        decoders(
            "{\"stream\":\"user_feedback\",\"when\":{\"/kind\":[\"vote\",\"star\"],\"/v\":2},\"fields\":{"
                + "\"timestamp\":\"/at\",\"session_id\":\"/s\",\"task_completed\":{\"value\":true},"
                + "\"response_edited\":{\"value\":false},\"response_regenerated\":{\"value\":false},"
                + "\"response_saved\":{\"value\":false},\"response_shared\":{\"value\":false},"
                + "\"dwell_time_seconds\":{\"at\":\"/dwell\",\"unit\":\"ms\"}}}",
            "{\"stream\":\"system_health\",\"when\":{\"/kind\":null},\"fields\":{"
                + "\"timestamp\":{\"at\":\"/at\",\"unit\":\"rfc3339\"},\"component\":\"/c\",\"status\":\"/st\"}}");
    String at = "\"at\":\"2026-01-05T12:34:56Z\"";
    Event feedback =
        (Event)
            decoders
                .decode(
                    Records.of(
                        "{\"kind\":\"star\",\"v\":2," + at + ",\"s\":\"s1\",\"dwell\":1500}"))
                .get(0);
    assertThat(((UserFeedback) feedback.event()).dwellTimeSeconds(), is(1.5));
    Event health =
        (Event) decoders.decode(Records.of("{" + at + ",\"c\":\"db\",\"st\":\"up\"}")).get(0);
    assertThat(((SystemHealth) health.event()).component(), is("db"));
    assertThat(
        error(decoders, "{\"kind\":\"vote\",\"v\":1," + at + "}"),
        containsString("timestamp is missing; a time is needed (no mapping is for this object: "));
    assertThat(
        error(decoders, "{\"at\":5,\"c\":\"db\",\"st\":\"up\"}"),
        is("MALFORMED timestamp is 5; a text of RFC 3339 is needed (from /at, mapping m1.json)"));
  }

  @Test
  void textsAreKeptWhateverTheirCharacters() {
    Decoders decoders = decoders(GATEWAY);
    String text = "a\\u00e9\\\"\\\\\\n😀\\ud83d\\ude00";
    String call = CALL.replace("\"gpt\"", "\"" + text + "\"");
    assertThat(request(decoders, call).model(), is("aé\"\\\n😀😀"));
    assertThat(
        error(decoders, CALL.replace("\"gpt\"", "\"a\\ud83d\"")),
        containsString("allowed is a text without half characters"));
  }

  @Test
  void liteLlmsPayloadIsMappedAsItShips() {
    String payload =
        """
        {"id":"chatcmpl-1","trace_id":"t-1","call_type":"acompletion","stream":true,"response_cost":0.00275,
         "status":"success","custom_llm_provider":"azure","total_tokens":1100,"prompt_tokens":1000,
         "completion_tokens":100,"startTime":1767616496.5,"endTime":1767616499.0,"completionStartTime":1767616496.75,
         "model":"gpt-4o-2024-08-06","model_group":"gpt-4o","cache_hit":null,"end_user":"u-1",
         "metadata":{"user_api_key_team_alias":"search","user_api_key_alias":"ci",
           "usage_object":{"prompt_tokens_details":{"cached_tokens":600},"completion_tokens_details":{"reasoning_tokens":40}}},
         "messages":[{"role":"user","content":"…"}],"error_str":null,
         "response":{"model":"gpt-4o-2024-08-06","choices":[{"finish_reason":"stop","message":{"content":"…"}}]}}
        """;
    PerformanceMetrics request = request(decoders("litellm"), payload);
    assertThat(request.id(), is("chatcmpl-1"));
    assertThat(
        Instant.ofEpochMilli(request.timestampMillis()).toString(), is("2026-01-05T12:34:59Z"));
    assertThat(request.model() + " " + request.attribution().provider(), is("gpt-4o azure"));
    assertThat(
        List.of(request.latencyMs(), request.timeToFirstTokenMs()), is(List.of(2500.0, 250.0)));
    assertThat(
        List.of(request.usage().input(), request.usage().output(), request.usage().cacheRead()),
        is(List.of(1000L, 100L, 600L)));
    assertThat(request.cost(), is(0.00275));
    assertThat(request.error(), is(nullValue()));
    assertThat(
        request.metadata(), is(Map.of("team", "search", "key_alias", "ci", "trace_id", "t-1")));
  }

  @Test
  void aFailureInLiteLlmHasUnknownTokensAndItsError() {
    String payload =
        """
        {"id":"f-1","call_type":"acompletion","stream":null,"response_cost":0.0,"status":"failure",
         "prompt_tokens":0,"completion_tokens":0,"startTime":1767616496.5,"endTime":1767616496.75,
         "completionStartTime":1767616496.75,"model":"gpt-4o","model_group":null,"custom_llm_provider":null,
         "metadata":{},"error_str":"litellm.RateLimitError: …",
         "error_information":{"error_code":"429","error_class":"RateLimitError","llm_provider":"openai"}}
        """;
    PerformanceMetrics request = request(decoders("litellm"), payload);
    assertThat(request.error(), is("429 RateLimitError"));
    assertThat(List.of(request.usage().input(), request.usage().output()), is(List.of(-1L, -1L)));
    assertThat(Double.isNaN(request.cost()), is(true));
    assertThat(request.timeToFirstTokenMs(), is(nullValue()));
    assertThat(request.attribution().provider() + " " + request.latencyMs(), is("openai 250.0"));
    String bare = payload.replaceAll("\"error_information\":.*}\n", "\"error_information\":null}");
    assertThat(
        request(
                decoders("litellm"),
                bare.replaceAll("\"error_str\":\"[^\"]*\"", "\"error_str\":\"\""))
            .error(),
        is("failure"));
  }

  @Test
  void everythingWrongInAMappingIsNamedWithItsLine() {
    assertThat(
        refusal(
            """
            {"stream": "requests", "fieldz": {},
             "when": {"kind": "x"},
             "fields": {
               "latency": "/l",
               "model": "model",
               "id": "/a~2",
               "region": 5,
               "provider": {"at": "/p", "unit": "s", "wehn": 1},
               "latency_ms": {"from": "/a", "to": "/b"},
               "input_tokens": {"from": "/a", "to": "/b", "unit": "s"},
               "cost": {"at": "/c", "unit": "eur"},
               "error": {"at": "/e", "words": {"x": []}, "required": "yes"},
               "metadata": "/m", "metadata.x": "/x", "metadata.": "/y", "model.x": "/z"
             }}
            """),
        is(
            """
            --mapping: 17 things are wrong
              m0.json:1: fieldz is unknown; allowed are $schema, comment, fields, stream, when
              m0.json:1: stream is "requests"; one of performance_metrics, user_feedback, system_health is needed
              m0.json:2: when.kind is "x"; a JSON Pointer with a value, an array of values, or null is needed
              m0.json:4: fields.latency is unknown; allowed are ALL
              m0.json:5: fields.model is "model"; a JSON Pointer is needed, which begins with / and has no ~ but in ~0 and ~1
              m0.json:6: fields.id is "/a~2"; a JSON Pointer is needed, which begins with / and has no ~ but in ~0 and ~1
              m0.json:7: fields.region is 5; a JSON Pointer such as /a/b, an array of them, or an object with one of at, from and to, join, value is needed
              m0.json:8: fields.provider.wehn is unknown; allowed are at, comment, required, unit, when, words
              m0.json:8: fields.provider.unit is "s"; provider has no unit
              m0.json:9: fields.latency_ms.unit is missing; allowed are s, ms, us, ns, rfc3339
              m0.json:10: fields.input_tokens has from and to; only a duration is the time between two values
              m0.json:11: fields.cost.unit is "eur"; allowed are usd, cents
              m0.json:12: fields.error.words.x is an array; a text, a number, true, false or null is needed
              m0.json:12: fields.error.required is "yes"; true or false is needed
              m0.json:13: fields.metadata. is unknown; allowed are ALL
              m0.json:13: fields.model.x is unknown; allowed are ALL
              m0.json:3: fields has both metadata and metadata.x; one of them is allowed"""
                .replace("ALL", String.join(", ", names()))));
  }

  private static List<String> names() {
    return MappedJsonDecoder.targets().keySet().stream()
        .map(name -> name.startsWith("met") ? name + " or " + name + ".NAME" : name)
        .toList();
  }

  @Test
  void whatAStreamNeedsMustBeMapped() {
    assertThat(
        refusal("{\"stream\":\"user_feedback\",\n\"fields\":{}}"),
        is(
            """
            --mapping: 2 things are wrong
              m0.json:2: fields.timestamp is missing; an event of user_feedback needs it
              m0.json:2: fields.session_id is missing; an event of user_feedback needs it"""));
    assertThat(refusal("{\"stream\":\"system_health\"}"), containsString("fields is missing"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> decoders("lite-llm")).getMessage(),
        containsString("--mapping: lite-llm cannot be read: "));
  }

  @Test
  void mappingsThatWentToAWorkerMapTheSame() {
    Decoders decoders = decoders(GATEWAY, "litellm");
    assertThat(
        SerializableUtils.clone(decoders).decode(Records.of(CALL)),
        is(decoders.decode(Records.of(CALL))));
  }

  @Test
  void theOptionGivesTheRulesTheirMappings() {
    TidemarkOptions options =
        PipelineOptionsFactory.fromArgs("--mapping=litellm , " + file(GATEWAY))
            .as(TidemarkOptions.class);
    assertThat(
        EventRules.of(options).mappings().toString(), is("litellm, " + directory + "/m0.json"));
    TidemarkOptions none = PipelineOptionsFactory.as(TidemarkOptions.class);
    assertThat(EventRules.of(none).mappings().isEmpty(), is(true));
  }

  /** Mutated bytes: one outcome or more, and never a defect of the decoder. */
  @Property(tries = 2_000)
  void garbageNeverThrows(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = CALL.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(6); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : (byte) "{}[]\",:0-".charAt(random.nextInt(9));
    }
    for (Decoded decoded : Shared.DECODERS.decode(Records.of(bytes))) {
      assertThat(decoded, is(notNullValue()));
      if (decoded instanceof Rejected rejected) {
        assertThat(rejected.error(), rejected.error().contains("could not read"), is(false));
      }
    }
  }

  /** Made once, because each try is a test of its own. */
  private static final class Shared {
    static final Decoders DECODERS =
        Decoders.standard(
            1 << 20, new EventRules(false, List.of("model"), EventRules.mappings("litellm")));
  }
}

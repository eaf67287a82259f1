package io.tidemark.pipelines.decode;

import java.util.List;

/**
 * What arrives in a field, and what becomes of it. {@link EventFormsTest} holds the decoders to it
 * and the page of events shows it.
 */
final class EventForms {
  private EventForms() {}

  /**
   * One value of a field of an event that is otherwise right.
   *
   * @param field its name
   * @param json the value as it arrives; {@link #ABSENT} for a field that is not there
   * @param fate what is counted, {@code not known}, or the dead letter
   */
  record Form(String field, String json, String fate) {}

  static final String ABSENT = "absent";

  private static final String NO_ID = "none: identified by its place";
  private static final String NO_OFFSET =
      ", which has no offset from UTC; one is needed: 2026-01-05T12:34:56.789Z";
  private static final String NO_TIME =
      "; a time with an offset is needed, as in 2026-01-05T12:34:56.789Z, or a number since the"
          + " epoch, as in 1767616496789";
  private static final String STATUSES =
      "; allowed are healthy (or up, ok, pass, running, ready, serving, green), degraded (or warn,"
          + " partial, starting, unknown, yellow), unhealthy (or down, critical, fail, error, dead,"
          + " offline, red)";

  private static Form form(String field, String json, String fate) {
    return new Form(field, json, fate);
  }

  /** Fields that every event has, as a request has them. */
  static final List<Form> COMMON =
      List.of(
          form("type", "\"performance_metrics\"", "PerformanceMetrics"),
          form(
              "type",
              ABSENT,
              "MALFORMED: type is missing; one of \"performance_metrics\", \"user_feedback\","
                  + " \"system_health\" is needed"),
          form(
              "type",
              "\"trace\"",
              "MALFORMED: type is \"trace\"; one of \"performance_metrics\", \"user_feedback\","
                  + " \"system_health\" is needed"),
          form("id", "\"chatcmpl-424\"", "chatcmpl-424"),
          form("id", "17", "17"),
          form("id", "1e3", "1e3"),
          form("id", ABSENT, NO_ID),
          form("id", "null", NO_ID),
          form("id", "\"\"", NO_ID),
          form("id", "\"None\"", NO_ID),
          form("id", "\"null\"", NO_ID),
          form("id", "\" undefined \"", NO_ID),
          form("id", "\"NaN\"", NO_ID),
          form("id", "NaN", NO_ID),
          form("id", "\"<nil>\"", NO_ID),
          form("id", "\"unknown\"", NO_ID),
          form("id", "0", NO_ID),
          form("id", "\"-1\"", NO_ID),
          form("id", "\"00000000-0000-0000-0000-000000000000\"", NO_ID),
          form("id", "\"00000000000000000000000000000000\"", NO_ID),
          form("id", "\"none-1\"", "none-1"),
          form("id", "{\"$oid\": \"a\"}", "MALFORMED: id is an object; a text is needed"),
          form("id", "true", "MALFORMED: id is true; a text is needed"),
          form(
              "id", "\"a\\u0000\"", "INVALID: id is \"a\uFFFD\"; allowed is a text without U+0000"),
          form("timestamp", "\"2026-01-05T12:00:00.250Z\"", "2026-01-05T12:00:00.250Z"),
          form("timestamp", "\"2026-01-05t14:00:00+02:00\"", "2026-01-05T12:00:00Z"),
          form("timestamp", "\"2026-01-05T12:00:01+0000\"", "2026-01-05T12:00:01Z"),
          form("timestamp", "\"2026-01-05 12:00:02+00\"", "2026-01-05T12:00:02Z"),
          form("timestamp", "\"2026-01-05T14:00:05+02\"", "2026-01-05T12:00:05Z"),
          form("timestamp", "\"2026-01-05T12:00:03,250Z\"", "2026-01-05T12:00:03.250Z"),
          form("timestamp", "\"2026-01-05T12:00Z\"", "2026-01-05T12:00:00Z"),
          form("timestamp", "\"20260105T120004Z\"", "2026-01-05T12:00:04Z"),
          form("timestamp", "\"2026-01-05 12:00:14 UTC\"", "2026-01-05T12:00:14Z"),
          form("timestamp", "\"2026-01-05 14:00:14 +0200 CEST\"", "2026-01-05T12:00:14Z"),
          form("timestamp", "\"2026-01-05T13:00:14+01:00[Europe/Paris]\"", "2026-01-05T12:00:14Z"),
          form("timestamp", "\"Mon, 05 Jan 2026 12:00:15 GMT\"", "2026-01-05T12:00:15Z"),
          form("timestamp", "\"Mon Jan  5 12:00:15 UTC 2026\"", "2026-01-05T12:00:15Z"),
          form("timestamp", "1767614406", "2026-01-05T12:00:06Z"),
          form("timestamp", "1767614407.25", "2026-01-05T12:00:07.250Z"),
          form("timestamp", "1.767614407e9", "2026-01-05T12:00:07Z"),
          form("timestamp", "1767614408000", "2026-01-05T12:00:08Z"),
          form("timestamp", "1767614409000000", "2026-01-05T12:00:09Z"),
          form("timestamp", "1767614410000000000", "2026-01-05T12:00:10Z"),
          form("timestamp", "\"1767614411\"", "2026-01-05T12:00:11Z"),
          form("timestamp", "\"1767614412000\"", "2026-01-05T12:00:12Z"),
          form(
              "timestamp",
              "\"2026-01-05T12:00:04\"",
              "MALFORMED: timestamp is \"2026-01-05T12:00:04\"" + NO_OFFSET),
          form("timestamp", "20260105", "MALFORMED: timestamp is \"20260105\"" + NO_OFFSET),
          form(
              "timestamp",
              "\"2026-01-05 12:00:04 CET\"",
              "MALFORMED: timestamp is \"2026-01-05 12:00:04 CET\"" + NO_TIME),
          form(
              "timestamp",
              "\"Monday, 05-Jan-26 12:00:15 GMT\"",
              "MALFORMED: timestamp is \"Monday, 05-Jan-26 12:00:15 GMT\"" + NO_TIME),
          form("timestamp", "\"\"", "MALFORMED: timestamp is \"\"" + NO_TIME),
          form("timestamp", "NaN", "MALFORMED: timestamp is \"NaN\"" + NO_TIME),
          form("timestamp", ABSENT, "MALFORMED: timestamp is missing; a time is needed"),
          form("timestamp", "true", "MALFORMED: timestamp is true; a time is needed"),
          form(
              "timestamp",
              "-1767614406",
              "INVALID: timestamp is \"-1767614406\"; allowed are the years 1970 to 9999"),
          form("request_id", "\"r-1\"", "r-1"),
          form("request_id", ABSENT, "not known"),
          form("request_id", "[\"r-1\"]", "not known, 1 left out"),
          form("metadata", "{\"team\": \"a\", \"attempt\": 2}", "{team=a, attempt=2}"),
          form("metadata", "{\"final\": true, \"none\": null}", "{final=true}"),
          form("metadata", "{\"a\": [1], \"b\": {\"c\": 1}, \"d\": \"e\"}", "{d=e}, 2 left out"),
          form("metadata", "{\"a\": \"x\\u0000y\"}", "{a=x\uFFFDy}, 1 left out"),
          form("metadata", "{\"a\": \"1\", \"a\": \"2\"}", "{a=1}, 1 left out"),
          form("metadata", "\"a\"", "{}, 1 left out"));

  /** Fields of a request. */
  static final List<Form> PERFORMANCE =
      List.of(
          form("model", "\"m\"", "m"),
          form("model", ABSENT, "not known"),
          form("model", "null", "not known"),
          form("model", "\"\"", "not known"),
          form("model", "[\"m\"]", "MALFORMED: model is an array; a text is needed"),
          form("region", "\" \"", "not known"),
          form("region", "3", "3"),
          form("region", "{}", "MALFORMED: region is an object; a text is needed"),
          form("provider", "{\"name\": \"p\"}", "not known, 1 left out"),
          form("service", "true", "not known, 1 left out"),
          form("config_id", "[]", "not known, 1 left out"),
          form("latency_ms", "842.5", "842.5"),
          form("latency_ms", "\"842.5\"", "842.5"),
          form("latency_ms", "\" 1e3 \"", "1000.0"),
          form("latency_ms", ABSENT, "not known"),
          form("latency_ms", "null", "not known"),
          form("latency_ms", "\"\"", "not known"),
          form("latency_ms", "\"abc\"", "MALFORMED: latency_ms is \"abc\"; a number is needed"),
          form("latency_ms", "\"1,000\"", "MALFORMED: latency_ms is \"1,000\"; a number is needed"),
          form("latency_ms", "-1", "INVALID: latency_ms is -1.0; allowed is 0 to 1e12"),
          form("latency_ms", "NaN", "INVALID: latency_ms is NaN; allowed is 0 to 1e12"),
          form("input_tokens", "900", "900"),
          form("input_tokens", "900.0", "900"),
          form("input_tokens", "\"900\"", "900"),
          form("input_tokens", "null", "not known"),
          form(
              "input_tokens",
              "900.5",
              "MALFORMED: input_tokens is 900.5; a whole number is needed"),
          form("output_tokens", ABSENT, "not known"),
          form("output_tokens", "-5", "INVALID: output_tokens is -5.0; allowed is 0 to 1e12"),
          form("cost", "0", "0.0"),
          form("cost", "null", "not known"),
          form("cost", "\"$0.01\"", "MALFORMED: cost is \"$0.01\"; a number is needed"),
          form("quality_score", "0.9", "0.9"),
          form("quality_score", "87", "not known, 1 left out"),
          form("quality_score", "\"good\"", "not known, 1 left out"),
          form("time_to_first_token_ms", "-1", "not known, 1 left out"),
          form("cache_read_tokens", "\"3\"", "3"),
          form("cache_read_tokens", "0.5", "not known, 1 left out"),
          form("error", "\"rate_limited\"", "rate_limited"),
          form(
              "error",
              "{\"code\": 429, \"message\": \"slow down\"}",
              "{\"code\":429,\"message\":\"slow down\"}"),
          form("error", "[\"a\", 1]", "[\"a\",1]"),
          form("error", "429", "429"),
          form("error", "true", "true"),
          form("error", "\"bad \\u0000 byte\"", "bad \uFFFD byte, 1 left out"),
          form("error", ABSENT, "none"),
          form("error", "null", "none"),
          form("error", "\"\"", "none"),
          form("error", "\"  \"", "none"),
          form("error", "\"None\"", "none"),
          form("error", "\"null\"", "none"),
          form("error", "false", "none"),
          form("error", "0", "none"),
          form("error", "NaN", "none"),
          form("error", "{}", "none"),
          form("error", "[]", "none"),
          form("error", "{\"code\": 0, \"message\": \"\"}", "none"),
          form("metrics", "{\"a\": 1, \"b\": \"2.5\"}", "{a=1.0, b=2.5}"),
          form("metrics", "{\"a\": NaN, \"b\": \"x\", \"c\": 1}", "{c=1.0}, 2 left out"),
          form("metrics", "{\"a\": 1e999, \"b\": [1]}", "{}, 2 left out"));

  /** Fields of feedback. */
  static final List<Form> FEEDBACK =
      List.of(
          form("session_id", "\"s-1\"", "s-1"),
          form("session_id", "42", "42"),
          form(
              "session_id",
              "\"null\"",
              "INVALID: session_id is \"null\"; a text that is not empty is needed"),
          form("session_id", ABSENT, "MALFORMED: session_id is missing; a text is needed"),
          form("user_id", "{}", "not known, 1 left out"),
          form("rating", "4", "4.0"),
          form("rating", "\"5\"", "5.0"),
          form("rating", "null", "not known"),
          form("rating", "6", "INVALID: rating is 6.0; allowed is 0 to 5"),
          form("rating", "\"five\"", "MALFORMED: rating is \"five\"; a number is needed"),
          form("liked", "true", "true"),
          form("liked", "1", "true"),
          form("liked", "0", "false"),
          form("liked", "-1", "false"),
          form("liked", "\"yes\"", "true"),
          form("liked", "\"down\"", "false"),
          form("liked", "null", "not known"),
          form("liked", "2", "MALFORMED: liked is 2; true or false is needed"),
          form("liked", "\"maybe\"", "MALFORMED: liked is \"maybe\"; true or false is needed"),
          form("task_completed", "\"true\"", "true"),
          form("task_completed", "\"no\"", "false"),
          form("task_completed", ABSENT, "not known"),
          form("response_saved", "null", "not known"),
          form("response_edited", "0", "false"),
          form("response_shared", "\"\"", "not known"),
          form(
              "response_regenerated",
              "-1",
              "MALFORMED: response_regenerated is -1; true or false is needed"),
          form("dwell_time_seconds", "\"12.5\"", "12.5"),
          form(
              "dwell_time_seconds",
              "-1",
              "INVALID: dwell_time_seconds is -1.0; allowed is 0 to 1e9"),
          form("comment", "\"so \\ud800 so\"", "so \uFFFD so, 1 left out"),
          form("comment", "5", "5"),
          form("comment", "[\"good\"]", "not known, 1 left out"));

  /** Fields of a health report. */
  static final List<Form> HEALTH =
      List.of(
          form("component", "\"gateway\"", "gateway"),
          form(
              "component",
              "\" \"",
              "INVALID: component is \" \"; a text that is not empty is needed"),
          form("status", "\"healthy\"", "HEALTHY"),
          form("status", "\"Healthy\"", "HEALTHY"),
          form("status", "\"UP\"", "HEALTHY"),
          form("status", "\"ok\"", "HEALTHY"),
          form("status", "\"pass\"", "HEALTHY"),
          form("status", "\"running\"", "HEALTHY"),
          form("status", "\"SERVING\"", "HEALTHY"),
          form("status", "\"degraded\"", "DEGRADED"),
          form("status", "\"WARN\"", "DEGRADED"),
          form("status", "\"warning\"", "DEGRADED"),
          form("status", "\"starting\"", "DEGRADED"),
          form("status", "\"unknown\"", "DEGRADED"),
          form("status", "\"UNHEALTHY\"", "UNHEALTHY"),
          form("status", "\"down\"", "UNHEALTHY"),
          form("status", "\"critical\"", "UNHEALTHY"),
          form("status", "\"fail\"", "UNHEALTHY"),
          form("status", "\"Error\"", "UNHEALTHY"),
          form("status", "\"OUT_OF_SERVICE\"", "UNHEALTHY"),
          form("status", "\"not serving\"", "UNHEALTHY"),
          form("status", "\"purple\"", "INVALID: status is \"purple\"" + STATUSES),
          form("status", "\"\"", "INVALID: status is \"\"" + STATUSES),
          form("status", ABSENT, "MALFORMED: status is missing; a text is needed"),
          form("cpu_usage", "35.5", "35.5"),
          form("cpu_usage", "250", "250.0"),
          form("cpu_usage", "\"12800\"", "12800.0"),
          form("cpu_usage", "null", "not known"),
          form("cpu_usage", "1000001", "INVALID: cpu_usage is 1000001.0; allowed is 0 to 1e6"),
          form("memory_usage", "8e9", "8.0E9"),
          form("queue_depth", "-1", "INVALID: queue_depth is -1.0; allowed is 0 to 1e9"),
          form("active_requests", "\"7\"", "7.0"),
          form("error_rate", ABSENT, "not known"),
          form("metrics", "{\"gpu\": \"high\"}", "{}, 1 left out"));
}

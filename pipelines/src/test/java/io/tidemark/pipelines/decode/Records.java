package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.record.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Inputs for tests. */
public final class Records {
  /** All fields that a request must have, and no other. */
  public static final String PERFORMANCE =
      """
      {"type":"performance_metrics","id":"p-1","timestamp":"2026-01-05T12:34:56.789Z",\
      "request_id":"r-1","model":"claude-opus","latency_ms":842.5,"input_tokens":900,\
      "output_tokens":210,"cost":0.0123}""";

  public static final String FEEDBACK =
      """
      {"type":"user_feedback","id":"f-1","timestamp":"2026-01-05T12:34:56.789Z",\
      "session_id":"s-1","request_id":"r-1","task_completed":true,"response_edited":false,\
      "response_regenerated":false,"response_saved":false,"response_shared":true}""";

  public static final String HEALTH =
      """
      {"type":"system_health","id":"h-1","timestamp":"2026-01-05T12:34:56.789Z",\
      "component":"gateway","status":"degraded"}""";

  private Records() {}

  public static RawRecord of(String json) {
    return of(json.getBytes(StandardCharsets.UTF_8));
  }

  public static RawRecord of(byte[] value) {
    return new RawRecord("perf-metrics", 0, 7, 1_000, Map.of(), value);
  }

  public static RawRecord withHeaders(Map<String, String> headers, String json) {
    return new RawRecord(
        "perf-metrics", 0, 7, 1_000, headers, json.getBytes(StandardCharsets.UTF_8));
  }
}

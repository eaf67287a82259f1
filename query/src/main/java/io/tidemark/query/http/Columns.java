package io.tidemark.query.http;

import io.tidemark.query.row.Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * The published columns of the rows, in their order. A test compares them with the tables that the
 * pipelines write.
 */
final class Columns {
  /** What an answer adds to the columns of a row. */
  static final List<String> ADDED = List.of("id", "state", "version", "revision");

  private static final List<String> PERFORMANCE =
      split(
          """
          key model region dimensions window_start window_end pane pane_index events
          requests errors error_rate throughput_qps latency_ms_avg latency_ms_min
          latency_ms_max latency_ms_stddev latency_ms_p50 latency_ms_p95 latency_ms_p99
          cost_usd_total cost_usd_avg input_tokens output_tokens tokens_per_second
          quality_score_avg updated_at ttft_ms_avg ttft_ms_p50 ttft_ms_p95 ttft_ms_p99
          time_per_output_token_ms_avg time_per_output_token_ms_p50
          time_per_output_token_ms_p95 time_per_output_token_ms_p99
          output_tokens_per_second_avg output_tokens_per_second_p50 input_tokens_p50
          input_tokens_p95 output_tokens_p50 output_tokens_p95 cost_usd_p95 queue_ms_avg
          queue_ms_p95 streamed cache_read_tokens cache_write_tokens reasoning_tokens
          cache_hit_ratio cost_usd_input cost_usd_cache_read cost_usd_cache_write
          cost_usd_output errors_rate_limited errors_timeout errors_overloaded errors_auth
          errors_not_found errors_context_length errors_content_filter
          errors_invalid_request errors_cancelled errors_connection errors_server
          errors_other finish_stop finish_length finish_tool_calls finish_content_filter
          finish_error finish_other usage_unknown unpriced computation
          """);

  private static final List<String> FEEDBACK =
      split(
          """
          key session_id dimensions window_start window_end pane pane_index events
          rating_avg ratings liked_rate task_completion_rate edits regenerations saves
          shares dwell_seconds_total duration_seconds updated_at computation
          """);

  private static final List<String> HEALTH =
      split(
          """
          key component dimensions window_start window_end pane pane_index events status
          cpu_usage_avg cpu_usage_max memory_usage_max_bytes active_requests_avg
          queue_depth_max error_rate_avg updated_at computation
          """);

  private static final List<String> ANOMALIES =
      split(
          """
          key metric window_start window_end value baseline_mean baseline_stddev z_score
          severity detected_at incident_end explanation computation
          """);

  private Columns() {}

  /** Returns the columns of the rows of a stream. */
  static List<String> of(Stream stream) {
    return switch (stream) {
      case PERFORMANCE, SLIDING -> PERFORMANCE;
      case FEEDBACK -> FEEDBACK;
      case HEALTH -> HEALTH;
      case ANOMALIES -> ANOMALIES;
    };
  }

  /** Returns what {@code fields=} may name. */
  static List<String> fields(Stream stream) {
    List<String> fields = new ArrayList<>(of(stream));
    fields.addAll(ADDED);
    if (stream == Stream.ANOMALIES) {
      fields.add("withdrawn_at");
    }
    return fields;
  }

  private static List<String> split(String names) {
    return List.of(names.trim().split("\\s+"));
  }
}

-- Figures that not every request has: null where no request of the window says them, and in rows that
-- were written before these columns were there.

DO $$
DECLARE
  windows name;
BEGIN
  FOREACH windows IN ARRAY ARRAY['performance_window', 'sliding_window'] LOOP
    EXECUTE format('ALTER TABLE %I
      ADD COLUMN ttft_ms_avg double precision,
      ADD COLUMN ttft_ms_p50 double precision,
      ADD COLUMN ttft_ms_p95 double precision,
      ADD COLUMN ttft_ms_p99 double precision,
      ADD COLUMN time_per_output_token_ms_avg double precision,
      ADD COLUMN time_per_output_token_ms_p50 double precision,
      ADD COLUMN time_per_output_token_ms_p95 double precision,
      ADD COLUMN time_per_output_token_ms_p99 double precision,
      ADD COLUMN output_tokens_per_second_avg double precision,
      ADD COLUMN output_tokens_per_second_p50 double precision,
      ADD COLUMN input_tokens_p50 double precision,
      ADD COLUMN input_tokens_p95 double precision,
      ADD COLUMN output_tokens_p50 double precision,
      ADD COLUMN output_tokens_p95 double precision,
      ADD COLUMN cost_usd_p95 double precision,
      ADD COLUMN queue_ms_avg double precision,
      ADD COLUMN queue_ms_p95 double precision,
      ADD COLUMN streamed bigint,
      ADD COLUMN cache_read_tokens bigint,
      ADD COLUMN cache_write_tokens bigint,
      ADD COLUMN reasoning_tokens bigint,
      ADD COLUMN cache_hit_ratio double precision,
      ADD COLUMN cost_usd_input double precision,
      ADD COLUMN cost_usd_cache_read double precision,
      ADD COLUMN cost_usd_cache_write double precision,
      ADD COLUMN cost_usd_output double precision,
      ADD COLUMN errors_rate_limited bigint,
      ADD COLUMN errors_timeout bigint,
      ADD COLUMN errors_overloaded bigint,
      ADD COLUMN errors_auth bigint,
      ADD COLUMN errors_not_found bigint,
      ADD COLUMN errors_context_length bigint,
      ADD COLUMN errors_content_filter bigint,
      ADD COLUMN errors_invalid_request bigint,
      ADD COLUMN errors_cancelled bigint,
      ADD COLUMN errors_connection bigint,
      ADD COLUMN errors_server bigint,
      ADD COLUMN errors_other bigint,
      ADD COLUMN finish_stop bigint,
      ADD COLUMN finish_length bigint,
      ADD COLUMN finish_tool_calls bigint,
      ADD COLUMN finish_content_filter bigint,
      ADD COLUMN finish_error bigint,
      ADD COLUMN finish_other bigint,
      ADD COLUMN usage_unknown bigint,
      ADD COLUMN unpriced bigint', windows);
  END LOOP;
END $$;

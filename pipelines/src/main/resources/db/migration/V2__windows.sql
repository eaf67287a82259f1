-- One row is what stands now for a key and window. `version` is internal: microseconds of processing
-- time, strictly increasing per key, so that an older write never replaces a newer one.

-- Fixed windows of requests to models.
CREATE TABLE performance_window (
  key text NOT NULL,
  model text,
  region text,
  dimensions jsonb NOT NULL,
  window_start timestamptz NOT NULL,
  window_end timestamptz NOT NULL,
  pane text NOT NULL CHECK (pane IN ('EARLY', 'ON_TIME', 'LATE')),
  pane_index bigint NOT NULL,
  events bigint NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  error_rate double precision,
  throughput_qps double precision NOT NULL,
  latency_ms_avg double precision,
  latency_ms_min double precision,
  latency_ms_max double precision,
  latency_ms_stddev double precision,
  latency_ms_p50 double precision,
  latency_ms_p95 double precision,
  latency_ms_p99 double precision,
  cost_usd_total double precision NOT NULL,
  cost_usd_avg double precision,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  tokens_per_second double precision NOT NULL,
  quality_score_avg double precision,
  updated_at timestamptz NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (key, window_start, window_end)
) PARTITION BY RANGE (window_start);
CREATE INDEX ON performance_window (window_start);

-- Sliding windows of the same.
CREATE TABLE sliding_window (
  key text NOT NULL,
  model text,
  region text,
  dimensions jsonb NOT NULL,
  window_start timestamptz NOT NULL,
  window_end timestamptz NOT NULL,
  pane text NOT NULL CHECK (pane IN ('EARLY', 'ON_TIME', 'LATE')),
  pane_index bigint NOT NULL,
  events bigint NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  error_rate double precision,
  throughput_qps double precision NOT NULL,
  latency_ms_avg double precision,
  latency_ms_min double precision,
  latency_ms_max double precision,
  latency_ms_stddev double precision,
  latency_ms_p50 double precision,
  latency_ms_p95 double precision,
  latency_ms_p99 double precision,
  cost_usd_total double precision NOT NULL,
  cost_usd_avg double precision,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  tokens_per_second double precision NOT NULL,
  quality_score_avg double precision,
  updated_at timestamptz NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (key, window_start, window_end)
) PARTITION BY RANGE (window_start);
CREATE INDEX ON sliding_window (window_start);

-- Sessions of user feedback. A session that a merge absorbed has no row.
CREATE TABLE feedback_session (
  key text NOT NULL,
  session_id text,
  dimensions jsonb NOT NULL,
  window_start timestamptz NOT NULL,
  window_end timestamptz NOT NULL,
  pane text NOT NULL CHECK (pane IN ('EARLY', 'ON_TIME', 'LATE')),
  pane_index bigint NOT NULL,
  events bigint NOT NULL,
  rating_avg double precision,
  ratings bigint NOT NULL,
  liked_rate double precision,
  task_completion_rate double precision,
  edits bigint NOT NULL,
  regenerations bigint NOT NULL,
  saves bigint NOT NULL,
  shares bigint NOT NULL,
  dwell_seconds_total double precision NOT NULL,
  duration_seconds double precision NOT NULL,
  updated_at timestamptz NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (key, window_start, window_end)
) PARTITION BY RANGE (window_start);
CREATE INDEX ON feedback_session (window_start);

-- Fixed windows of component health; `status` is the worst seen.
CREATE TABLE health_window (
  key text NOT NULL,
  component text,
  dimensions jsonb NOT NULL,
  window_start timestamptz NOT NULL,
  window_end timestamptz NOT NULL,
  pane text NOT NULL CHECK (pane IN ('EARLY', 'ON_TIME', 'LATE')),
  pane_index bigint NOT NULL,
  events bigint NOT NULL,
  status text,
  cpu_usage_avg double precision,
  cpu_usage_max double precision,
  memory_usage_max_bytes double precision,
  active_requests_avg double precision,
  queue_depth_max double precision,
  error_rate_avg double precision,
  updated_at timestamptz NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (key, window_start, window_end)
) PARTITION BY RANGE (window_start);
CREATE INDEX ON health_window (window_start);

-- Sliding on-time values far from their own baseline.
CREATE TABLE anomaly (
  key text NOT NULL,
  metric text NOT NULL,
  window_start timestamptz NOT NULL,
  window_end timestamptz NOT NULL,
  value double precision NOT NULL,
  baseline_mean double precision NOT NULL,
  baseline_stddev double precision NOT NULL,
  z_score double precision,
  severity text NOT NULL,
  detected_at timestamptz NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (key, metric, window_start, window_end)
) PARTITION BY RANGE (window_start);
CREATE INDEX ON anomaly (window_start);

-- What the query service keeps for itself: it has no tables of its own elsewhere, and the job reads none of these.

-- Sums and merged sketches of the rows of one series and one final day (UTC). A row here is only used
-- while the rows that it was made of are the same: as many, with the same versions. It may be
-- deleted at any time.
CREATE TABLE rollup_day (
  day date NOT NULL,
  key text NOT NULL,
  computation text NOT NULL,
  row_count bigint NOT NULL,
  max_version bigint NOT NULL,
  version_sum numeric NOT NULL,
  figures jsonb NOT NULL,
  latency_ms_sketch bytea,
  ttft_ms_sketch bytea,
  time_per_output_token_ms_sketch bytea,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (day, computation, key)
);

-- A redrive sends dead letters to their topics again.
CREATE TABLE redrive (
  id text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
  requested_by text NOT NULL,
  note text,
  rate_per_second integer NOT NULL,
  idempotency_key text UNIQUE,
  request_hash text NOT NULL,
  answer text NOT NULL,
  error text,
  created_at timestamptz NOT NULL,
  beat_at timestamptz NOT NULL,
  ended_at timestamptz
);
COMMENT ON COLUMN redrive.answer IS 'what the request was answered with, for when it is repeated';
COMMENT ON COLUMN redrive.beat_at IS 'when the process that works on it last said so: another goes on after some seconds of silence';
-- One at a time.
CREATE UNIQUE INDEX redrive_running ON redrive ((true)) WHERE state = 'running';

CREATE TABLE redrive_item (
  redrive_id text NOT NULL REFERENCES redrive (id),
  dead_letter_id text NOT NULL,
  recorded_at timestamptz NOT NULL,
  attempt integer NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'published', 'gone', 'failed')),
  error text,
  published_at timestamptz,
  PRIMARY KEY (redrive_id, dead_letter_id)
);
CREATE INDEX ON redrive_item (dead_letter_id);

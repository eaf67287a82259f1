-- Inputs set aside. Many have no event time, so they are partitioned by when they were recorded.
-- `id` (topic/partition/offset/step) is the same again when an input is replayed after a crash; the
-- writer adds an id only where none stands, under an advisory lock, so ids are unique in the whole
-- table although a partitioned table can only enforce that together with recorded_at.
CREATE TABLE dead_letter (
  id text NOT NULL,
  recorded_at timestamptz NOT NULL,
  reason text NOT NULL,
  step text NOT NULL,
  error text NOT NULL,
  original_event bytea NOT NULL,
  event_time timestamptz,
  topic text NOT NULL,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  retry_count integer NOT NULL,
  processor_instance text NOT NULL,
  PRIMARY KEY (id, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX ON dead_letter (recorded_at);
CREATE INDEX ON dead_letter (reason, recorded_at);

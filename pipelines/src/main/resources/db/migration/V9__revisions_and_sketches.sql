-- What a row was, and the sketches of its percentiles.

-- Bytes of a quantile sketch of each request's value, so that percentiles of longer ranges and coarser
-- groups can be made of several rows; their format is in docs/tables-and-topics.md. Null where no request
-- has the value, where sketches are not asked for, and in rows of earlier versions.
ALTER TABLE performance_window
  ADD COLUMN latency_ms_sketch bytea,
  ADD COLUMN ttft_ms_sketch bytea,
  ADD COLUMN time_per_output_token_ms_sketch bytea;
-- Bytes of a sketch compress to three quarters at best (by deflate): not worth the try at each write.
ALTER TABLE performance_window
  ALTER COLUMN latency_ms_sketch SET STORAGE EXTERNAL,
  ALTER COLUMN ttft_ms_sketch SET STORAGE EXTERNAL,
  ALTER COLUMN time_per_output_token_ms_sketch SET STORAGE EXTERNAL;

-- One revision is a row as it stood from `recorded_at` on, or, with op 'd', the row that was deleted then;
-- `version` is that of the write or of the deletion. Whoever writes the row writes its revision in the
-- same statement. They are partitioned by the day of recording (UTC), so that old ones are dropped and
-- not deleted. A migration that adds a column to a table of windows adds it here too, and then they have
-- the same columns in the same order, behind these two.
DO $$
DECLARE
  of_table text[];
  revisions text;
  kept record;
BEGIN
  FOREACH of_table SLICE 1 IN ARRAY ARRAY[
    ['performance_window', 'performance', 'key'], ['sliding_window', 'sliding', 'key'],
    ['feedback_session', 'feedback', 'key'], ['health_window', 'health', 'key'],
    ['anomaly', 'anomaly', 'key, metric']] LOOP
    revisions := 'window_revision_' || of_table[2];
    EXECUTE format(
      'CREATE TABLE %I (
        op text NOT NULL CHECK (op IN (''u'', ''d'')),
        recorded_at timestamptz NOT NULL,
        LIKE %I INCLUDING STORAGE) PARTITION BY RANGE (recorded_at)', revisions, of_table[1]);
    FOR kept IN
      SELECT attname FROM pg_attribute
      WHERE attrelid = quote_ident(of_table[1])::regclass AND attnum > 0 AND attnotnull
        AND NOT attisdropped
    LOOP
      EXECUTE format('ALTER TABLE %I ALTER COLUMN %I DROP NOT NULL', revisions, kept.attname);
    END LOOP;
    EXECUTE format('CREATE INDEX ON %I (window_start, %s, window_end, version DESC)',
      revisions, of_table[3]);
  END LOOP;
END $$;

-- As before, and a day for each partition of revisions: their names begin so.
CREATE OR REPLACE FUNCTION tidemark_ensure_partition(parent text, at timestamptz) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  first_week CONSTANT timestamptz := '2020-01-06 00:00:00+00';
  last_week CONSTANT timestamptz := '2100-01-04 00:00:00+00';
  is_daily CONSTANT boolean := parent LIKE 'window\_revision\_%';
  unit CONSTANT text := CASE WHEN is_daily THEN 'day' ELSE 'week' END;
  begins CONSTANT timestamp := date_trunc(unit, at AT TIME ZONE 'UTC');
  partition text;
  bounds text;
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relname = parent AND c.relkind = 'p') THEN
    RAISE EXCEPTION 'schema % has no partitioned table %', current_schema(), parent
      USING ERRCODE = 'undefined_table';
  END IF;
  IF at < first_week THEN
    partition := parent || '_before_2020';
    bounds := format('FROM (MINVALUE) TO (%L)', first_week);
  ELSIF at >= last_week THEN
    partition := parent || '_after_2099';
    bounds := format('FROM (%L) TO (MAXVALUE)', last_week);
  ELSE
    partition := parent || CASE WHEN is_daily THEN '_d' ELSE '_w' END || to_char(begins, 'YYYYMMDD');
    bounds := format('FROM (%L) TO (%L)',
      begins AT TIME ZONE 'UTC', (begins + ('1 ' || unit)::interval) AT TIME ZONE 'UTC');
  END IF;
  IF NOT tidemark_is_partition(parent, partition) THEN
    PERFORM pg_advisory_xact_lock(hashtext('tidemark'), hashtext(parent));
    IF NOT tidemark_is_partition(parent, partition) THEN
      -- CREATE … PARTITION OF would lock the parent exclusively; ATTACH does not.
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', partition, parent);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES %s', parent, partition, bounds);
    END IF;
  END IF;
  RETURN partition;
END $$;
DO $$
BEGIN
  -- Replacing a function takes these away, and leaves its rights.
  EXECUTE format(
    'ALTER FUNCTION tidemark_ensure_partition(text, timestamptz) SECURITY DEFINER SET search_path = %I, pg_temp',
    current_schema());
END $$;

SELECT tidemark_make_current_views();

-- Rows know what made them. Windows of another size, offset or dimension list are other rows of the
-- same tables, and a sum over both counts every event twice.

-- One computation is one way of making rows of one stream: its windows, its dimensions and whatever
-- else changes the values. A writer registers its own before its first row.
CREATE TABLE computation (
  id text PRIMARY KEY,
  stream text NOT NULL,
  windows text NOT NULL,
  dimensions text NOT NULL,
  settings jsonb NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL
);
COMMENT ON COLUMN computation.id IS 'hash of stream and settings';
COMMENT ON COLUMN computation.settings IS 'the options that change the rows, with their values';
COMMENT ON COLUMN computation.last_seen IS 'when a writer last began with it';

-- Null in rows that an earlier version has written: unknown.
ALTER TABLE performance_window ADD COLUMN computation text;
ALTER TABLE sliding_window ADD COLUMN computation text;
ALTER TABLE feedback_session ADD COLUMN computation text;
ALTER TABLE health_window ADD COLUMN computation text;
ALTER TABLE anomaly ADD COLUMN computation text;

-- Makes the views of the current rows: of each stream, those of the computation that a writer has begun
-- with last, and while there is none those of unknown ones. They have all columns that the
-- tables have now: a migration that adds a column calls it at its end.
CREATE FUNCTION tidemark_make_current_views() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  stream_and_table text[];
BEGIN
  FOREACH stream_and_table SLICE 1 IN ARRAY ARRAY[
    ['performance', 'performance_window'], ['sliding', 'sliding_window'], ['sliding', 'anomaly'],
    ['feedback', 'feedback_session'], ['health', 'health_window']] LOOP
    -- The scalar subquery is evaluated once for a query, not for each row.
    EXECUTE format(
      'CREATE OR REPLACE VIEW %I AS SELECT t.* FROM %I t WHERE t.computation IS NOT DISTINCT FROM (%s)',
      'current_' || stream_and_table[2], stream_and_table[2],
      format('SELECT id FROM computation WHERE stream = %L ORDER BY last_seen DESC, id LIMIT 1',
        stream_and_table[1]));
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION tidemark_make_current_views() FROM PUBLIC;
SELECT tidemark_make_current_views();

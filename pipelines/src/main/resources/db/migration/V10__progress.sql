-- How far the rows of each stream are written, said by the step that writes them, in the transaction
-- of the rows that it has written by then. A stream's watermark is the least of its shards; with fewer
-- rows than shards it is not known.
CREATE TABLE progress (
  computation text NOT NULL,
  stream text NOT NULL,
  shard integer NOT NULL,
  shards integer NOT NULL,
  watermark timestamptz NOT NULL,
  allowed_lateness_ms bigint NOT NULL,
  written_at timestamptz NOT NULL,
  PRIMARY KEY (computation, shard)
) WITH (fillfactor = 50); -- Each row is replaced every second, in its own page.
COMMENT ON COLUMN progress.computation IS 'what makes the rows: computation.id';
COMMENT ON COLUMN progress.shards IS 'of how many shards this is one, counted from 0';
COMMENT ON COLUMN progress.watermark IS
  'windows of this shard that end by this time less the allowed lateness are final; infinity when the input has ended';
COMMENT ON COLUMN progress.written_at IS 'processing time, of the database';

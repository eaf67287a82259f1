-- A writer needs to own nothing: what makes and announces partitions acts with the rights of its owner,
-- who owns the tables. It finds names in the schema of the tables alone, whatever the caller's
-- search_path is, serves partitioned tables of that schema only, and is for those whom the owner lets.

CREATE OR REPLACE FUNCTION tidemark_ensure_partition(parent text, at timestamptz) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  first_week CONSTANT timestamptz := '2020-01-06 00:00:00+00';
  last_week CONSTANT timestamptz := '2100-01-04 00:00:00+00';
  monday timestamp := date_trunc('week', at AT TIME ZONE 'UTC');
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
    partition := parent || '_w' || to_char(monday, 'YYYYMMDD');
    bounds := format('FROM (%L) TO (%L)',
      monday AT TIME ZONE 'UTC', (monday + interval '7 days') AT TIME ZONE 'UTC');
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
DECLARE
  signature text;
BEGIN
  FOREACH signature IN ARRAY ARRAY[
    'tidemark_ensure_partition(text, timestamptz)', 'tidemark_announce_partitions(text)'] LOOP
    EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = %I, pg_temp',
      signature, current_schema());
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
  END LOOP;
END $$;

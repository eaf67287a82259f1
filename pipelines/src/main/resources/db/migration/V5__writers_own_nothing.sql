-- A writer needs no table of its own: the functions that make partitions act with the rights of their
-- owner, for the tables of this schema alone. They find it by its name, whatever the search path of the
-- caller. Grants for a writer and a reader are in docs/operations.md.

CREATE FUNCTION tidemark_check_parent(parent text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF parent NOT IN ('performance_window', 'sliding_window', 'feedback_session', 'health_window',
      'anomaly', 'dead_letter') THEN
    RAISE EXCEPTION 'table % has no partitions of tidemark', parent;
  END IF;
END $$;

ALTER FUNCTION tidemark_ensure_partition(text, timestamptz) RENAME TO tidemark_make_partition;
ALTER FUNCTION tidemark_announce_partitions(text) RENAME TO tidemark_resend_partitions;

CREATE FUNCTION tidemark_ensure_partition(parent text, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM tidemark_check_parent(parent);
  RETURN tidemark_make_partition(parent, at);
END $$;

CREATE FUNCTION tidemark_announce_partitions(parent text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM tidemark_check_parent(parent);
  PERFORM tidemark_resend_partitions(parent);
END $$;

DO $$
DECLARE
  signature text;
BEGIN
  FOREACH signature IN ARRAY ARRAY[
    'tidemark_ensure_partition(text, timestamptz)', 'tidemark_announce_partitions(text)'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', signature, current_schema());
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
  END LOOP;
END $$;

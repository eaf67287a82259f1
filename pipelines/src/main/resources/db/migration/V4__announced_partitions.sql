-- Makes every session know the partitions of `parent` that are committed; whoever made one, or is about
-- to write its first row into one, calls this before.
--
-- ATTACH PARTITION lets readers and writers of the parent go on. A session that collects the list of
-- partitions at that very moment may take in the message that the list has changed while it collects
-- the old one: from then on it keeps a list without the new partition (seen with PostgreSQL 16.6).
-- It cannot insert into it, and, worse, its queries leave it out. So the message is sent once more, when
-- the transactions that may be collecting are over. Collecting takes milliseconds: what still runs
-- after a second is past it.
CREATE FUNCTION tidemark_announce_partitions(parent text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  relation_oid CONSTANT oid := quote_ident(parent)::regclass;
  until CONSTANT timestamptz := clock_timestamp() + interval '1 second';
  users CONSTANT text[] := ARRAY(
    SELECT virtualtransaction FROM pg_locks
    WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND relation = relation_oid AND granted AND pid <> pg_backend_pid());
  first_column name;
  target integer;
BEGIN
  WHILE clock_timestamp() < until
    AND EXISTS (SELECT FROM pg_locks WHERE virtualtransaction = ANY (users)) LOOP
    PERFORM pg_sleep(0.01);
  END LOOP;
  -- The least that changes the parent's definition: a column's statistics target, to what it is. It
  -- waits for nobody but another change of the definition.
  SELECT attname, coalesce(attstattarget, -1) INTO first_column, target
  FROM pg_attribute WHERE attrelid = relation_oid AND attnum = 1;
  EXECUTE format('ALTER TABLE ONLY %I ALTER COLUMN %I SET STATISTICS %s', parent, first_column, target);
END $$;

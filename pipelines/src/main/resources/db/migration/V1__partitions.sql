-- Partitions by event time: one a week (Monday to Monday, UTC), made on demand by whoever writes.
--
-- History is replayed and clocks go wrong, so a row may belong to any week. Weeks are made from 2020
-- to 2100; what lies before or after shares one partition each, so that garbage timestamps cannot
-- make thousands of tables. There is no DEFAULT partition: attaching a partition beside one
-- would scan it under an exclusive lock.

-- Whether `parent` has a partition of this name. Reads the catalogue itself: to_regclass() may answer
-- from a cache that does not know yet what another session has just committed.
CREATE FUNCTION tidemark_is_partition(parent text, name text) RETURNS boolean
LANGUAGE sql VOLATILE AS $$
  SELECT EXISTS (
    SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = quote_ident(parent)::regclass AND c.relname = name)
$$;

-- The partition of `parent` that holds `at`, made if it does not exist yet. Writers and readers of
-- the parent are not blocked; two callers at once make one partition.
CREATE FUNCTION tidemark_ensure_partition(parent text, at timestamptz) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  first_week CONSTANT timestamptz := '2020-01-06 00:00:00+00';
  last_week CONSTANT timestamptz := '2100-01-04 00:00:00+00';
  monday timestamp := date_trunc('week', at AT TIME ZONE 'UTC');
  partition text;
  bounds text;
BEGIN
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

-- Drops partitions of `parent` all of whose rows are older than `max_age` at `as_of`, at most 100 of
-- them (each takes locks that the transaction holds to its end), and returns their names: repeat it
-- until it returns none. The partition after 2099 never expires.
CREATE FUNCTION tidemark_drop_expired(parent text, max_age interval, as_of timestamptz DEFAULT now())
RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
  expired record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tidemark'), hashtext(parent));
  FOR expired IN
    SELECT c.relname::text AS name
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = quote_ident(parent)::regclass
      AND substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz
        <= as_of - max_age
    ORDER BY c.relname
    LIMIT 100
  LOOP
    EXECUTE format('DROP TABLE %I', expired.name);
    RETURN NEXT expired.name;
  END LOOP;
END $$;

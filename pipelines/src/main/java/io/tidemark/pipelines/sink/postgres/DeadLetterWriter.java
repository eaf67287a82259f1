package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.deadletter.DeadLetter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Adds dead letters to their table, each id once.
 *
 * <p>An advisory lock admits one batch at a time, so that an id that was not found is still missing
 * when its row is added. Text that PostgreSQL cannot store is changed rather than refused: a NUL
 * becomes its JSON escape, half of a surrogate pair a question mark. The original bytes are stored
 * as they are. Event times that PostgreSQL cannot store become the nearest that it can.
 */
final class DeadLetterWriter {

  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtext('tidemark'), hashtext('dead_letter rows'))";

  private static final String INSERT =
      """
      INSERT INTO dead_letter (id, recorded_at, reason, step, error, original_event, event_time,
        topic, partition, "offset", retry_count, processor_instance)
      SELECT v.id, v.recorded_at, ?, ?, ?, ?, ?::timestamptz, ?, ?, ?, ?, ?
      FROM (VALUES (?::text, ?::timestamptz)) AS v (id, recorded_at)
      WHERE NOT EXISTS (SELECT FROM dead_letter d WHERE d.id = v.id)""";

  private static final int LONGEST_ID_BYTES = 2_000;

  /** In characters, of which each has at most three bytes. */
  private static final int KEPT_OF_LONG_ID = 500;

  /** The year 294276: the latest that PostgreSQL can store. */
  private static final long LATEST_MILLIS = 9_224_318_015_999_999L;

  private final RowWriter.Connections connections;
  private final Retry retry;
  private final LongSupplier clockMillis;
  private final String instance;
  private final Partitions partitions = new Partitions("dead_letter");

  /**
   * Creates the writer.
   *
   * @param clockMillis processing time in milliseconds since the epoch, for {@code recorded_at}
   * @param instance the host and process that write
   */
  DeadLetterWriter(
      RowWriter.Connections connections, Retry retry, LongSupplier clockMillis, String instance) {
    this.connections = connections;
    this.retry = retry;
    this.clockMillis = clockMillis;
    this.instance = instance;
  }

  /** Writes dead letters and returns how many were added; the others were there already. */
  long write(Collection<DeadLetter> letters) throws SQLException, IOException {
    if (letters.isEmpty()) {
      return 0;
    }
    Map<String, DeadLetter> byId = new LinkedHashMap<>();
    letters.forEach(letter -> byId.putIfAbsent(indexable(letter.id()), letter));
    return retry.run(() -> transact(byId.values()));
  }

  private long transact(Collection<DeadLetter> letters) throws SQLException {
    long now = clockMillis.getAsLong();
    try (Connection connection = connections.connection()) {
      partitions.ensure(connection, Set.of(now));
      try (PreparedStatement lock = connection.prepareStatement(LOCK);
          PreparedStatement insert = connection.prepareStatement(INSERT)) {
        lock.execute();
        for (DeadLetter letter : letters) {
          bind(insert, letter, now);
          insert.addBatch();
        }
        long added = Arrays.stream(insert.executeBatch()).sum();
        connection.commit();
        return added;
      } catch (SQLException e) {
        if (SqlFailure.isMissingPartition(e)) {
          partitions.forget();
        }
        RowWriter.rollback(connection, e);
        throw e;
      }
    }
  }

  private void bind(PreparedStatement insert, DeadLetter letter, long now) throws SQLException {
    insert.setString(1, letter.reason().name());
    insert.setString(2, storable(letter.step()));
    insert.setString(3, storable(letter.error()));
    insert.setBytes(4, letter.original());
    if (letter.eventTimeMillis() == null) {
      insert.setNull(5, Types.TIMESTAMP_WITH_TIMEZONE);
    } else {
      long eventTime =
          Math.max(Partitions.EARLIEST_MILLIS, Math.min(LATEST_MILLIS, letter.eventTimeMillis()));
      insert.setObject(5, Partitions.timestamp(eventTime));
    }
    insert.setString(6, storable(letter.topic()));
    insert.setInt(7, letter.partition());
    insert.setLong(8, letter.offset());
    insert.setInt(9, letter.retryCount());
    insert.setString(10, instance);
    insert.setString(11, indexable(storable(letter.id())));
    insert.setObject(12, Partitions.timestamp(now));
  }

  /**
   * Returns an id that fits into an index, which takes at most 2,704 bytes: a longer one is cut, and
   * ends with its SHA-256, so that it is still the same for the same letter and for no other.
   */
  static String indexable(String id) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_ID_BYTES
        ? id
        : id.substring(0, KEPT_OF_LONG_ID) + "…" + sha256(bytes);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }

  /** Returns the text as PostgreSQL can store it. */
  static String storable(String text) {
    StringBuilder storable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == 0) {
                storable.append("\\u0000");
              } else {
                boolean unpaired = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
                storable.appendCodePoint(unpaired ? '?' : c);
              }
            });
    return storable.toString();
  }
}

package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.deadletter.DeadLetter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds dead letters to their table, each id once.
 *
 * <p>An advisory lock admits one batch at a time, so that an id that was not found is still missing
 * when its row is added. Text that PostgreSQL cannot store is changed rather than refused, see
 * {@link StorableText}. The original bytes are stored as they are. Event times that PostgreSQL
 * cannot store become the nearest that it can.
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

  /** The year 294276: the latest that PostgreSQL can store. */
  private static final long LATEST_MILLIS = 9_224_318_015_999_999L;

  /** An entry of an index has at most 2,704 bytes. */
  private static final int ID_BYTES = 2_000;

  /** A path has at most 4,096 bytes on most systems. */
  private static final int NAME_BYTES = 4_096;

  private static final int ERROR_BYTES = 8_192;

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

  private final RowWriter.Connections connections;
  private final Retry retry;
  private final LongSupplier clockMillis;
  private final String instance;
  private final Partitions partitions = Partitions.weekly("dead_letter");

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

  /**
   * Writes dead letters and returns how many were added; the others were there already. One whose
   * text the database's encoding lacks is written in ASCII. One that the database refuses even so,
   * by a trigger or constraint of its own, is logged as an error and left out.
   */
  long write(Collection<DeadLetter> letters) throws SQLException, IOException {
    Map<String, DeadLetter> byId = new LinkedHashMap<>();
    letters.forEach(letter -> byId.putIfAbsent(letter.id(), letter));
    return byId.isEmpty() ? 0 : writeOrSplit(List.copyOf(byId.values()), StorableText::of);
  }

  /** Makes of a text, and the most bytes it may have, one that can be stored. */
  @FunctionalInterface
  private interface Storable {
    String of(String text, int limitBytes);
  }

  private long writeOrSplit(List<DeadLetter> letters, Storable text)
      throws SQLException, IOException {
    try {
      return retry.run(() -> transact(letters, text));
    } catch (SQLException e) {
      if (SqlFailure.of(e) != SqlFailure.CONTENT) {
        throw e;
      }
      return letters.size() == 1 ? writeInAscii(letters, e) : writeHalves(letters, text);
    }
  }

  private long writeHalves(List<DeadLetter> letters, Storable text)
      throws SQLException, IOException {
    int half = letters.size() / 2;
    return writeOrSplit(letters.subList(0, half), text)
        + writeOrSplit(letters.subList(half, letters.size()), text);
  }

  private long writeInAscii(List<DeadLetter> letter, SQLException refusal)
      throws SQLException, IOException {
    try {
      return retry.run(() -> transact(letter, StorableText::ascii));
    } catch (SQLException e) {
      if (SqlFailure.of(e) != SqlFailure.CONTENT) {
        throw e;
      }
      e.addSuppressed(refusal);
      LOG.error("the table dead_letter does not take {}", letter.get(0), e);
      return 0;
    }
  }

  private long transact(Collection<DeadLetter> letters, Storable text) throws SQLException {
    long now = clockMillis.getAsLong();
    try (Connection connection = connections.connection()) {
      try {
        partitions.ensure(connection, Set.of(now));
        PlanByKey.apply(connection);
        long added = insert(connection, letters, text, now);
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

  private long insert(
      Connection connection, Collection<DeadLetter> letters, Storable text, long now)
      throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      lock.execute();
      for (DeadLetter letter : letters) {
        bind(insert, letter, text, now);
        insert.addBatch();
      }
      return Arrays.stream(insert.executeBatch()).sum();
    }
  }

  private void bind(PreparedStatement insert, DeadLetter letter, Storable text, long now)
      throws SQLException {
    insert.setString(1, letter.reason().name());
    insert.setString(2, text.of(letter.step(), NAME_BYTES));
    insert.setString(3, text.of(letter.error(), ERROR_BYTES));
    insert.setBytes(4, letter.original());
    if (letter.eventTimeMillis() == null) {
      insert.setNull(5, Types.TIMESTAMP_WITH_TIMEZONE);
    } else {
      long eventTime =
          Math.max(Partitions.EARLIEST_MILLIS, Math.min(LATEST_MILLIS, letter.eventTimeMillis()));
      insert.setObject(5, Partitions.timestamp(eventTime));
    }
    insert.setString(6, text.of(letter.topic(), NAME_BYTES));
    insert.setInt(7, letter.partition());
    insert.setLong(8, letter.offset());
    insert.setInt(9, letter.retryCount());
    insert.setString(10, text.of(instance, NAME_BYTES));
    insert.setString(11, text.of(letter.id(), ID_BYTES));
    insert.setObject(12, Partitions.timestamp(now));
  }
}

package io.tidemark.query.redrive;

import io.tidemark.query.deadletter.Letter;
import io.tidemark.query.postgres.Database;
import io.tidemark.query.postgres.Sql;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.read.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The tables of redrives. Any number of processes may share them. */
final class RedriveTable {

  /** SQLSTATE of a second one that runs, and of an idempotency key that is there. */
  private static final String NOT_UNIQUE = "23505";

  /** Without a word for so long, a process is taken to have ended. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final Database database;

  RedriveTable(Database database) {
    this.database = database;
  }

  /** What was asked before with an idempotency key. */
  record Asked(String requestHash, String answer) {}

  /** What to send: the letter's original, and which attempt it is. */
  @SuppressWarnings("ArrayRecordComponent") // Sent, never compared.
  record Item(String letterId, int attempt, @Nullable String topic, byte @Nullable [] original) {}

  Optional<Asked> asked(String idempotencyKey) {
    return database.query(
        new Sql()
            .add("SELECT request_hash, answer FROM redrive")
            .add(" WHERE idempotency_key = ?", idempotencyKey),
        rows ->
            rows.next()
                ? Optional.of(new Asked(rows.getString(1), rows.getString(2)))
                : Optional.empty());
  }

  /** Returns how often letters were published by redrives; those that never were are left out. */
  Map<String, Integer> attempts(List<Letter> letters) {
    Map<String, Integer> attempts = new HashMap<>();
    if (letters.isEmpty()) {
      return attempts;
    }
    Sql sql =
        new Sql()
            .add("SELECT dead_letter_id, count(*) FROM redrive_item WHERE state = 'published'")
            .add(" AND dead_letter_id IN (");
    for (int i = 0; i < letters.size(); i++) {
      sql.add(i == 0 ? "?" : ", ?", letters.get(i).id());
    }
    return database.query(
        sql.add(") GROUP BY 1"),
        rows -> {
          while (rows.next()) {
            attempts.put(rows.getString(1), rows.getInt(2));
          }
          return attempts;
        });
  }

  /**
   * Adds a redrive, for whichever process takes it up.
   *
   * @param letters with the number of the attempt
   */
  void add(Redrive redrive, Map<Letter, Integer> letters, String key, Asked asked) {
    try {
      database.write(connection -> insert(connection, redrive, letters, key, asked));
    } catch (StoreUnavailableException e) {
      if (e.getCause() instanceof SQLException sql && NOT_UNIQUE.equals(sql.getSQLState())) {
        throw Problem.of(
                ProblemType.REDRIVE_RUNNING,
                "another redrive is running; wait for its end, or cancel it")
            .exception();
      }
      throw e;
    }
  }

  private static int insert(
      Connection connection, Redrive redrive, Map<Letter, Integer> letters, String key, Asked asked)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO redrive (id, state, requested_by, note, rate_per_second, idempotency_key,"
                + " request_hash, answer, created_at, beat_at, ended_at) VALUES (?, ?, ?, ?, ?, ?,"
                + " ?, ?, clock_timestamp(), '-infinity',"
                + " CASE WHEN ? = 'running' THEN NULL ELSE clock_timestamp() END)")) {
      insert.setString(1, redrive.id());
      insert.setString(2, redrive.state());
      insert.setString(3, redrive.requestedBy());
      insert.setString(4, redrive.note());
      insert.setInt(5, redrive.ratePerSecond());
      insert.setString(6, key);
      insert.setString(7, asked.requestHash());
      insert.setString(8, asked.answer());
      insert.setString(9, redrive.state());
      insert.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO redrive_item (redrive_id, dead_letter_id, recorded_at, attempt, state)"
                + " VALUES (?, ?, ?, ?, 'waiting')")) {
      for (Map.Entry<Letter, Integer> letter : letters.entrySet()) {
        insert.setString(1, redrive.id());
        insert.setString(2, letter.getKey().id());
        insert.setObject(3, Sql.micros(letter.getKey().recordedAtMicros()));
        insert.setInt(4, letter.getValue());
        insert.addBatch();
      }
      return insert.executeBatch().length;
    }
  }

  /** Takes up the redrive that runs, if no process works on it; empty if there is none. */
  Optional<String> takeUp() {
    return database.write(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE redrive SET beat_at = clock_timestamp() WHERE state = 'running' AND"
                      + " beat_at < clock_timestamp() - ? * interval '1 ms' RETURNING id")) {
            update.setLong(1, SILENCE.toMillis());
            try (ResultSet id = update.executeQuery()) {
              return id.next() ? Optional.of(id.getString(1)) : Optional.<String>empty();
            }
          }
        });
  }

  /** Says that this process works on a redrive; returns whether it is still to be worked on. */
  boolean beat(String id, @Nullable String error) {
    return change(
            "UPDATE redrive SET beat_at = clock_timestamp(), error = ? WHERE id = ? AND state ="
                + " 'running'",
            error,
            id)
        > 0;
  }

  /** Lets another process take up a redrive at once. */
  void letGo(String id) {
    change("UPDATE redrive SET beat_at = '-infinity' WHERE id = ? AND state = 'running'", id);
  }

  /** Ends a redrive that runs; returns whether it ran. */
  boolean end(String id, String state) {
    return change(
            "UPDATE redrive SET state = ?, error = NULL, ended_at = clock_timestamp() WHERE id = ?"
                + " AND state = 'running'",
            state,
            id)
        > 0;
  }

  /** Returns letters that wait, with their originals; null ones are gone from the table. */
  List<Item> waiting(String id, int limit) {
    Sql sql =
        new Sql()
            .add("SELECT i.dead_letter_id, i.attempt, d.topic, d.original_event")
            .add(" FROM redrive_item i LEFT JOIN dead_letter d ON d.id = i.dead_letter_id")
            .add(" AND d.recorded_at = i.recorded_at")
            .add(" WHERE i.redrive_id = ? AND i.state = 'waiting'", id)
            .add(" ORDER BY i.dead_letter_id LIMIT " + limit);
    return database.query(
        sql,
        rows -> {
          List<Item> items = new ArrayList<>();
          while (rows.next()) {
            items.add(
                new Item(rows.getString(1), rows.getInt(2), rows.getString(3), rows.getBytes(4)));
          }
          return items;
        });
  }

  void mark(String id, String letterId, String state, @Nullable String error) {
    change(
        "UPDATE redrive_item SET state = ?, error = ?, published_at = clock_timestamp() WHERE"
            + " redrive_id = ? AND dead_letter_id = ?",
        state,
        error,
        id,
        letterId);
  }

  private int change(String sql, @Nullable String... values) {
    return database.write(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
              update.setString(i + 1, values[i]);
            }
            return update.executeUpdate();
          }
        });
  }

  Optional<Redrive> find(String id) {
    Map<String, Long> items = new TreeMap<>();
    for (String state : List.of("waiting", "published", "gone", "failed")) {
      items.put(state, 0L);
    }
    database.query(
        new Sql()
            .add("SELECT state, count(*) FROM redrive_item WHERE redrive_id = ? GROUP BY 1", id),
        rows -> {
          while (rows.next()) {
            items.put(rows.getString(1), rows.getLong(2));
          }
          return items;
        });
    Sql sql =
        new Sql()
            .add("SELECT state, requested_by, note, rate_per_second, error,")
            .add(" (extract(epoch FROM created_at) * 1000000)::int8,")
            .add(" (extract(epoch FROM ended_at) * 1000000)::int8 FROM redrive WHERE id = ?", id);
    return database.query(
        sql, rows -> rows.next() ? Optional.of(redrive(rows, id, items)) : Optional.empty());
  }

  private static Redrive redrive(ResultSet rows, String id, Map<String, Long> items)
      throws SQLException {
    long ended = rows.getLong(7);
    Long endedAt = rows.wasNull() ? null : Long.valueOf(ended);
    return new Redrive(
        id,
        rows.getString(1),
        rows.getString(2),
        rows.getString(3),
        rows.getInt(4),
        items,
        rows.getString(5),
        rows.getLong(6),
        endedAt);
  }
}

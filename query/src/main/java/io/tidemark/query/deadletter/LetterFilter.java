package io.tidemark.query.deadletter;

import io.tidemark.query.postgres.Sql;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which letters are meant.
 *
 * @param fromMillis recorded then or later, in milliseconds since the epoch
 * @param toMillis recorded before
 * @param reasons empty for any
 * @param topic null for any
 * @param step null for any
 */
public record LetterFilter(
    long fromMillis,
    long toMillis,
    List<String> reasons,
    @Nullable String topic,
    @Nullable String step) {

  /** Adds it as conditions, each of which begins with {@code AND}. */
  void addTo(Sql sql) {
    sql.add(
        " AND recorded_at >= ? AND recorded_at < ?", Sql.millis(fromMillis), Sql.millis(toMillis));
    if (!reasons.isEmpty()) {
      sql.add(" AND reason = ANY (string_to_array(?, ','))", String.join(",", reasons));
    }
    if (topic != null) {
      sql.add(" AND topic = ?", topic);
    }
    if (step != null) {
      sql.add(" AND step = ?", step);
    }
  }
}

package io.tidemark.query.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads single columns out of the JSON of a row. Cost: the columns before it are passed over. */
public final class RowField {
  private static final JsonFactory JSON = new JsonFactory();

  private RowField() {}

  /** Takes the value that a parser stands at. */
  private interface Value<T> {
    @Nullable T of(JsonParser json) throws IOException;
  }

  /** Returns how many events a row counts; null if it does not say. */
  public static @Nullable Long events(StoredRow row) {
    return find(
        row,
        "events",
        json -> json.currentToken() == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : null);
  }

  /** Returns a column as text; null if the row has none of this name, or it is null. */
  public static @Nullable String text(StoredRow row, String column) {
    return find(row, column, JsonParser::getValueAsString);
  }

  /**
   * Returns how many events a late pane has more than what it replaces: those that came late. Null
   * if it is not late, replaces nothing, or one of them does not say.
   */
  public static @Nullable Long lateEvents(@Nullable StoredRow before, @Nullable StoredRow after) {
    if (before == null || after == null || after.pane() != Pane.LATE) {
      return null;
    }
    Long had = events(before);
    Long has = events(after);
    return had == null || has == null ? null : (Long) (has - had);
  }

  private static <T> @Nullable T find(StoredRow row, String column, Value<T> value) {
    try (JsonParser json = JSON.createParser(row.json())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals(column);
        json.nextToken();
        if (wanted) {
          return value.of(json);
        }
        json.skipChildren();
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("row " + row.key() + " is not JSON", e);
    }
  }
}

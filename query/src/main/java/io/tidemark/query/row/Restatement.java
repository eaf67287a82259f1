package io.tidemark.query.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Tells a row that is said again, after a restart of the job, from a row that is corrected. */
public final class Restatement {
  private static final JsonFactory JSON = new JsonFactory();

  /** What differs though nothing else does: when it was written, and by which firing. */
  private static final Set<String> OF_THE_WRITING =
      Set.of("updated_at", "detected_at", "pane_index");

  private Restatement() {}

  /** Returns whether the second row says what the first one has said; false if one is null. */
  public static boolean is(@Nullable StoredRow before, @Nullable StoredRow after) {
    if (before == null || after == null || before.pane() != after.pane()) {
      return false;
    }
    if (!Objects.equals(before.computation(), after.computation())) {
      return false;
    }
    try (JsonParser a = JSON.createParser(before.json());
        JsonParser b = JSON.createParser(after.json())) {
      return same(a, b);
    } catch (IOException e) {
      throw new UncheckedIOException("a row that was read once cannot be read again", e);
    }
  }

  private static boolean same(JsonParser a, JsonParser b) throws IOException {
    String field = null;
    for (JsonToken token = a.nextToken(); token != null; token = a.nextToken()) {
      if (b.nextToken() != token) {
        return false;
      }
      if (token == JsonToken.FIELD_NAME) {
        field = a.getCurrentName();
      }
      boolean differs = token.isScalarValue() || token == JsonToken.FIELD_NAME;
      if (differs && !a.getText().equals(b.getText())) {
        if (token == JsonToken.FIELD_NAME || !OF_THE_WRITING.contains(field)) {
          return false;
        }
      }
    }
    return b.nextToken() == null;
  }
}

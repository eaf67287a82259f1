package io.tidemark.pipelines.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads an object of texts or numbers from which nothing is computed: {@code metadata}, {@code
 * metrics}. An entry that cannot be kept costs no other entry; it is cut or left out, and counted.
 *
 * <p>Texts: numbers, true and false are kept as they are written; objects and arrays are left out;
 * see {@link Limits#kept} for what is cut. Numbers: texts that are numbers are kept as numbers;
 * what is no finite number is left out. In both, null is no entry, the first of two entries with
 * the same name is kept, and a name that is too long or cannot be stored is left out.
 */
final class JsonEntries {
  private final Field.Kind kind;
  private final Map<String, Object> entries = new LinkedHashMap<>();
  private final boolean escaped;
  private int leftOut;

  /**
   * Creates the reader.
   *
   * @param kind texts or numbers
   * @param escaped whether the JSON has escapes, see {@link JsonFields#clear}
   */
  JsonEntries(Field.Kind kind, boolean escaped) {
    this.kind = kind;
    this.escaped = escaped;
  }

  /** Returns the entries, in the order in which they were read; the map cannot be changed. */
  Map<String, Object> kept() {
    return Collections.unmodifiableMap(entries);
  }

  /** Returns how many entries were cut or left out. */
  int leftOut() {
    return leftOut;
  }

  /** Reads the object at whose start the parser is, up to its end. */
  void read(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      Object value = kind == Field.Kind.NUMBERS ? number(parser, token) : text(parser, token);
      if (value == null) {
        parser.skipChildren();
      }
      if (value == null || !isKept(name) || entries.putIfAbsent(name, value) != null) {
        leftOut++;
      }
    }
  }

  private boolean isKept(String name) {
    return Limits.isKeptWhole(Field.Kind.IDENTIFIER, name, escaped);
  }

  private static @Nullable Double number(JsonParser parser, JsonToken token) throws IOException {
    double number = Double.NaN;
    if (token.isNumeric() && parser.getTextLength() <= DecimalText.LONGEST) {
      number = parser.getDoubleValue();
    } else if (token == JsonToken.VALUE_STRING) {
      String text = parser.getText().strip();
      number = DecimalText.isNumber(text) ? Double.parseDouble(text) : Double.NaN;
    }
    return Double.isFinite(number) ? (Double) number : null;
  }

  private @Nullable String text(JsonParser parser, JsonToken token) throws IOException {
    if (!token.isScalarValue()) {
      return null;
    }
    String text = parser.getText();
    if (Limits.isKeptWhole(kind, text, escaped)) {
      return text;
    }
    leftOut++;
    return Limits.kept(text);
  }
}

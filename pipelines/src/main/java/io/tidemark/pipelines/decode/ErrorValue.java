package io.tidemark.pipelines.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads the value of {@code error}, which may be anything: a text, a code, {@code true}, or an
 * object as the provider sent it.
 *
 * <p>Programs also write something for no error. None are {@code null}, {@code false}, 0, NaN, a
 * blank text, the words for them ({@link Words#isNone}, {@code false}, {@code 0}), and an object or
 * array that holds nothing else: {@code {}}, {@code {"code": 0, "message": ""}}.
 */
final class ErrorValue {
  private final StringBuilder json = new StringBuilder();
  private boolean isError;

  private ErrorValue() {}

  /**
   * Reads the value at which the parser is, to its end, and returns it as a text, objects and
   * arrays as JSON; null for no error.
   */
  static @Nullable String read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token.isScalarValue()) {
      return isError(parser, token) ? parser.getText() : null;
    }
    ErrorValue value = new ErrorValue();
    value.readNested(parser);
    return value.isError ? value.json.toString() : null;
  }

  private static boolean isError(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> !isNone(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> !parser.isNaN() && !isZero(parser.getText());
      default -> false;
    };
  }

  private static boolean isNone(String text) {
    return Words.isNone(text)
        || switch (text.strip()) {
          case "false", "False", "FALSE", "0", "{}", "[]" -> true;
          default -> false;
        };
  }

  private static boolean isZero(String number) {
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c == 'e' || c == 'E') {
        return true;
      }
      if (c >= '1' && c <= '9') {
        return false;
      }
    }
    return true;
  }

  private void readNested(JsonParser parser) throws IOException {
    int depth = 0;
    boolean first = true;
    do {
      JsonToken token = parser.currentToken();
      if (token.isStructEnd()) {
        depth--;
        first = false;
        write(token.asString());
      } else {
        write(first ? "" : ",");
        first = token == JsonToken.FIELD_NAME || token.isStructStart();
        depth += token.isStructStart() ? 1 : 0;
        isError |= token.isScalarValue() && isError(parser, token);
        write(shown(parser, token));
      }
    } while (depth > 0 && parser.nextToken() != null);
  }

  private static String shown(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case FIELD_NAME -> quoted(parser.currentName()) + ":";
      case VALUE_STRING -> quoted(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getText();
      default -> token.asString();
    };
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    JsonStringEncoder.getInstance().quoteAsString(text, quoted);
    return quoted.append('"').toString();
  }

  /** Writes while the text is shorter than what is kept of it. */
  private void write(String part) {
    if (json.length() <= Limits.LONGEST_TEXT) {
      json.append(part);
    }
  }
}

package io.tidemark.pipelines.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.pipelines.record.Excerpt;
import java.io.IOException;

/** What one JSON value can be read as, beside its own type. */
final class JsonValue {
  private JsonValue() {}

  /** Returns whether the value is a text or a number, which can be read as it is written. */
  static boolean isText(JsonParser parser, JsonToken token) throws IOException {
    return token == JsonToken.VALUE_STRING
        || (token.isNumeric() && parser.getTextLength() <= DecimalText.LONGEST);
  }

  /**
   * Returns 1 for what means true, 0 for what means false, -1 for anything else. {@code liked} also
   * takes thumbs: {@code up}, {@code like}, {@code down}, {@code dislike}, and -1 for down.
   */
  static int bool(JsonParser parser, JsonToken token, Field field) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      String text = parser.getText();
      int bool = Words.bool(text);
      return bool < 0 && field == Field.LIKED ? Words.thumb(text) : bool;
    }
    if (!token.isNumeric() || parser.getTextLength() > DecimalText.LONGEST) {
      return -1;
    }
    double number = parser.getDoubleValue();
    if (number == -1 && field == Field.LIKED) {
      return 0;
    }
    return number == 0 || number == 1 ? (int) number : -1;
  }

  /** Returns the value as a message shows it, cut if it is long. */
  static String shown(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> Excerpt.quoted(parser.getText());
      default -> Excerpt.cut(parser.getText());
    };
  }
}

package io.tidemark.pipelines.decode.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the attributes and events of a span from JSON. The value of an unknown key is skipped, so
 * that no text is made of a prompt.
 */
final class JsonAttribute {
  private static final int MOST_VALUES = 64;
  private static final int LONGEST_TAG = 300;
  private static final String SMALLEST = Long.toString(Long.MIN_VALUE);

  /** The bytes of the last key. */
  private byte[] key = new byte[LONGEST_TAG];

  private int keyLength;

  /** Reads an array of attributes; what is no attribute in it is left out. */
  void readAll(JsonParser parser, SpanFields fields, Attributes into) throws IOException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT) {
        read(parser, fields, into);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void read(JsonParser parser, SpanFields fields, Attributes into) throws IOException {
    int scratch = fields.keys.scratch();
    int slot = KeyTable.UNKNOWN;
    boolean isTag = false;
    boolean keyRead = false;
    boolean early = false;
    into.putOther(scratch);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("key") && token == JsonToken.VALUE_STRING) {
        keyRead = true;
        readKey(parser);
        slot = fields.keys.table.numberOf(key, 0, keyLength);
        isTag =
            slot == KeyTable.UNKNOWN
                && into == fields.attributes
                && !KnownKeys.tagName(key, 0, keyLength).isEmpty();
      } else if (name.equals("value") && token == JsonToken.START_OBJECT && !keyRead) {
        early = readValue(parser, scratch, into);
      } else if (name.equals("value") && token == JsonToken.START_OBJECT && slot >= 0) {
        readValue(parser, slot, into);
      } else if (name.equals("value") && token == JsonToken.START_OBJECT && isTag) {
        readValue(parser, scratch, into);
      } else {
        parser.skipChildren();
      }
    }
    if (early && slot >= 0) {
      into.move(scratch, slot);
    } else if (isTag) {
      fields.tag(KnownKeys.tagName(key, 0, keyLength), into.text(scratch));
    }
  }

  /** Keeps the bytes of a key; one with a character beyond ASCII, or too long, is unknown. */
  private void readKey(JsonParser parser) throws IOException {
    int length = parser.getTextLength();
    keyLength = 0;
    if (length <= key.length) {
      char[] text = parser.getTextCharacters();
      int from = parser.getTextOffset();
      for (int i = 0; i < length; i++) {
        char c = text[from + i];
        if (c >= 0x80) {
          readKeyBeyondAscii(parser);
          return;
        }
        key[i] = (byte) c;
      }
      keyLength = length;
    }
  }

  private void readKeyBeyondAscii(JsonParser parser) throws IOException {
    byte[] utf8 = parser.getText().getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= key.length) {
      System.arraycopy(utf8, 0, key, 0, utf8.length);
      keyLength = utf8.length;
    }
  }

  /** Puts a value into a slot, and returns whether there is one. */
  private static boolean readValue(JsonParser parser, int slot, Attributes into)
      throws IOException {
    boolean found = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (name) {
        case "stringValue" -> found |= putText(parser, token, slot, into);
        case "intValue", "doubleValue" -> found |= putNumber(parser, token, name, slot, into);
        case "boolValue" -> found |= putBool(parser, token, slot, into);
        case "arrayValue" -> {
          into.putTexts(slot, texts(parser, token));
          found = true;
        }
        case "kvlistValue", "bytesValue" -> {
          into.putOther(slot);
          parser.skipChildren();
          found = true;
        }
        default -> parser.skipChildren();
      }
    }
    return found;
  }

  private static boolean putText(JsonParser parser, JsonToken token, int slot, Attributes into)
      throws IOException {
    if (token.isScalarValue()) {
      into.putText(slot, parser.getText());
    } else {
      parser.skipChildren();
    }
    return token.isScalarValue();
  }

  private static boolean putBool(JsonParser parser, JsonToken token, int slot, Attributes into)
      throws IOException {
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      into.putBool(slot, token == JsonToken.VALUE_TRUE);
      return true;
    }
    return putText(parser, token, slot, into);
  }

  /** A whole number of 64 bits is a text by the rule; some senders write it as a number. */
  private static boolean putNumber(
      JsonParser parser, JsonToken token, String name, int slot, Attributes into)
      throws IOException {
    if (!token.isScalarValue()) {
      parser.skipChildren();
      return false;
    }
    if (parser.getTextLength() > LONGEST_TAG) {
      into.putOther(slot);
      return true;
    }
    String text = parser.getText();
    if (name.equals("intValue")) {
      long number = Numbers.integer(text);
      if (number != Numbers.NO_INTEGER || text.equals(SMALLEST)) {
        into.putInteger(slot, number);
        return true;
      }
    }
    into.putDecimal(slot, decimal(text));
    return true;
  }

  private static double decimal(String text) {
    return switch (text) {
      case "Infinity", "INF" -> Double.POSITIVE_INFINITY;
      case "-Infinity", "-INF" -> Double.NEGATIVE_INFINITY;
      default -> Numbers.decimal(text);
    };
  }

  /** Returns the texts in an array; other elements are left out. */
  private static List<String> texts(JsonParser parser, JsonToken array) throws IOException {
    List<String> texts = new ArrayList<>(2);
    if (array != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return texts;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("values") && token == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          text(parser, texts);
        }
      } else {
        parser.skipChildren();
      }
    }
    return texts;
  }

  private static void text(JsonParser parser, List<String> texts) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("stringValue")
          && token == JsonToken.VALUE_STRING
          && texts.size() < MOST_VALUES) {
        texts.add(parser.getText());
      } else {
        parser.skipChildren();
      }
    }
  }

  /** Reads the events of a span: times of first tokens, types of exceptions. */
  void events(JsonParser parser, SpanFields fields) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        event(parser, fields);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void event(JsonParser parser, SpanFields fields) throws IOException {
    Attributes attributes = fields.eventAttributes();
    int kind = KeyTable.UNKNOWN;
    long nanos = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("timeUnixNano") && token.isScalarValue()) {
        nanos = nanos(parser);
      } else if (name.equals("name") && token == JsonToken.VALUE_STRING) {
        readKey(parser);
        kind = EventKind.TABLE.numberOf(key, 0, keyLength);
      } else if (name.equals("attributes") && token == JsonToken.START_ARRAY) {
        readAll(parser, fields, attributes);
      } else {
        parser.skipChildren();
      }
    }
    if (kind == EventKind.EXCEPTION.ordinal()) {
      fields.exceptionRead();
    } else if (kind != KeyTable.UNKNOWN) {
      fields.firstToken(nanos);
    }
  }

  /** Returns when an event was; 0 for what is no time, for a span is good without it. */
  private static long nanos(JsonParser parser) throws IOException {
    try {
      return Numbers.unsigned(parser.getText());
    } catch (NumberFormatException noTime) {
      return 0;
    }
  }
}

package io.tidemark.pipelines.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.pipelines.record.Excerpt;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The known fields of one JSON object, each in a slot of its own, read in one pass. Unknown fields
 * are skipped. An instance is used for many objects, one after the other.
 *
 * <p>A value of the wrong type, or a second value, makes its slot wrong and nothing else. It
 * rejects the event only if events of its type have that field, and the type is often not known
 * before the whole object has been read.
 */
final class JsonFields {
  private static final byte ABSENT = 0;
  private static final byte PRESENT = 1;
  private static final byte WRONG = 2;
  private static final byte NULL = 3;

  private final byte[] states = new byte[Field.COUNT];
  // Numbers as doubles, true and false as 1 and 0, which spares an object for each field.
  private final double[] numbers = new double[Field.COUNT];
  // Texts and maps; in a wrong slot, the message that says what is wrong.
  private final @Nullable Object[] values = new Object[Field.COUNT];
  private boolean escaped;
  private @Nullable JsonFields data;

  /**
   * Forgets all fields.
   *
   * @param escaped whether the JSON to be read has escapes. Without escapes, well-formed UTF-8
   *     yields no text with U+0000 or a lone surrogate, so texts need not be searched for them
   */
  void clear(boolean escaped) {
    this.escaped = escaped;
    Arrays.fill(states, ABSENT);
  }

  /** Reads the object at whose start the parser is, up to its end. */
  void read(JsonParser parser) throws IOException {
    FieldOrder order = new FieldOrder();
    while (parser.nextFieldName(order.guess().name)
        || parser.currentToken() == JsonToken.FIELD_NAME) {
      Field field = order.found(parser.currentName());
      parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else {
        read(parser, field);
      }
    }
  }

  /** Returns whether the field has a value, right or wrong; null is no value. */
  boolean has(Field field) {
    byte state = states[field.ordinal()];
    return state == PRESENT || state == WRONG;
  }

  /** Returns the fields of the object {@code data}; null if there is none. */
  @Nullable JsonFields data() throws Rejection {
    return isPresent(Field.DATA) ? data : null;
  }

  @Nullable String text(Field field) throws Rejection {
    if (!isPresent(field)) {
      return null;
    }
    String text = (String) values[field.ordinal()];
    return escaped ? Limits.checkText(field, text) : Limits.checkLength(field, text);
  }

  String requiredText(Field field) throws Rejection {
    String text = text(field);
    if (text == null) {
      throw missing(field);
    }
    return text;
  }

  @Nullable Double number(Field field) throws Rejection {
    return isPresent(field) ? (Double) numberOf(field) : null;
  }

  double requiredNumber(Field field) throws Rejection {
    require(field);
    return numberOf(field);
  }

  @Nullable Long integer(Field field) throws Rejection {
    return isPresent(field) ? (Long) integerOf(field) : null;
  }

  long requiredInteger(Field field) throws Rejection {
    require(field);
    return integerOf(field);
  }

  @Nullable Boolean bool(Field field) throws Rejection {
    return isPresent(field) ? (Boolean) (numbers[field.ordinal()] != 0) : null;
  }

  boolean requiredBool(Field field) throws Rejection {
    require(field);
    return numbers[field.ordinal()] != 0;
  }

  /** Returns numbers by name, in the order of the record; empty if absent. */
  @SuppressWarnings("unchecked")
  Map<String, Double> numbers(Field field) throws Rejection {
    return isPresent(field)
        ? Limits.checkNumbers(field, (Map<String, Double>) values[field.ordinal()])
        : Map.of();
  }

  /** Returns texts by name, in the order of the record; empty if absent. */
  @SuppressWarnings("unchecked")
  Map<String, String> texts(Field field) throws Rejection {
    return isPresent(field)
        ? Limits.checkTexts(field, (Map<String, String>) values[field.ordinal()])
        : Map.of();
  }

  static Rejection missing(Field field) {
    return Rejection.malformed(field.key + " is missing; " + field.kind.needed + " is needed");
  }

  private double numberOf(Field field) throws Rejection {
    return Limits.checkNumber(field, numbers[field.ordinal()]);
  }

  private long integerOf(Field field) throws Rejection {
    double number = numberOf(field);
    if (number != Math.rint(number)) {
      throw Rejection.malformed(field.key + " is " + number + "; a whole number is needed");
    }
    return (long) number;
  }

  private void require(Field field) throws Rejection {
    if (!isPresent(field)) {
      throw missing(field);
    }
  }

  private boolean isPresent(Field field) throws Rejection {
    byte state = states[field.ordinal()];
    if (state == WRONG) {
      throw Rejection.malformed((String) values[field.ordinal()]);
    }
    return state == PRESENT;
  }

  private void read(JsonParser parser, Field field) throws IOException {
    JsonToken token = parser.currentToken();
    if (states[field.ordinal()] != ABSENT) {
      setWrong(field, field.key + " stands there twice; once is allowed");
      parser.skipChildren();
    } else if (token == JsonToken.VALUE_NULL) {
      states[field.ordinal()] = NULL;
    } else if (!readValue(parser, token, field)) {
      setWrong(field, field.key + " is " + shown(parser) + "; " + field.kind.needed + " is needed");
      parser.skipChildren();
    }
  }

  /**
   * Reads a value of the type of the field and returns true; returns false, without moving the
   * parser, if the value has another type.
   */
  private boolean readValue(JsonParser parser, JsonToken token, Field field) throws IOException {
    switch (field.kind) {
      case TEXT, IDENTIFIER -> {
        return token == JsonToken.VALUE_STRING && put(field, parser.getText());
      }
      case NUMBER, INTEGER -> {
        return token.isNumeric() && put(field, parser.getDoubleValue());
      }
      case BOOLEAN -> {
        return token.isBoolean() && put(field, token == JsonToken.VALUE_TRUE ? 1 : 0);
      }
      case NUMBERS, TEXTS -> {
        return token == JsonToken.START_OBJECT && readMap(parser, field);
      }
      case OBJECT -> {
        return token == JsonToken.START_OBJECT && readData(parser, field);
      }
    }
    throw new AssertionError(field.kind);
  }

  private boolean readData(JsonParser parser, Field field) throws IOException {
    if (data == null) {
      data = new JsonFields();
    }
    data.clear(escaped);
    data.read(parser);
    states[field.ordinal()] = PRESENT;
    return true;
  }

  private boolean readMap(JsonParser parser, Field field) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      Object value = mapValue(parser, token, field);
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      String entry = field.key + "." + Excerpt.quoted(name);
      if (value == null) {
        setWrong(field, entry + " is " + shown(parser) + "; " + field.kind.needed + " is needed");
        parser.skipChildren();
      } else if (map.put(name, value) != null) {
        setWrong(field, entry + " stands there twice; once is allowed");
      }
    }
    return states[field.ordinal()] == WRONG || put(field, Collections.unmodifiableMap(map));
  }

  private static @Nullable Object mapValue(JsonParser parser, JsonToken token, Field field)
      throws IOException {
    if (field.kind == Field.Kind.NUMBERS) {
      return token.isNumeric() ? parser.getDoubleValue() : null;
    }
    return token == JsonToken.VALUE_STRING ? parser.getText() : null;
  }

  private boolean put(Field field, Object value) {
    values[field.ordinal()] = value;
    states[field.ordinal()] = PRESENT;
    return true;
  }

  private boolean put(Field field, double number) {
    numbers[field.ordinal()] = number;
    states[field.ordinal()] = PRESENT;
    return true;
  }

  private void setWrong(Field field, String error) {
    values[field.ordinal()] = error;
    states[field.ordinal()] = WRONG;
  }

  private static String shown(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> Excerpt.quoted(parser.getText());
      default -> Excerpt.cut(parser.getText());
    };
  }
}

package io.tidemark.pipelines.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The known fields of one JSON object, each in a slot of its own, read in one pass. Unknown fields
 * are skipped. An instance is used for many objects, one after the other.
 *
 * <p>A value of the wrong type, or a second value, makes its slot wrong and nothing else. What
 * follows from that is for the caller to say, because it depends on the type of the event, which is
 * often not known before the whole object has been read. The methods {@code text}, {@code number}
 * and so on are for fields from which something is computed: they reject the event. Those that
 * begin with {@code kept} are for the other fields: what cannot be kept is cut or left out, and
 * counted in {@link #leftOut}.
 */
final class JsonFields {
  private static final byte ABSENT = 0;
  private static final byte PRESENT = 1;
  private static final byte WRONG = 2;
  private static final byte NULL = 3;

  private final byte[] states = new byte[Field.COUNT];
  // Numbers as doubles, true and false as 1 and 0, which spares an object for each field; of maps,
  // how many entries were left out.
  private final double[] numbers = new double[Field.COUNT];
  // Texts and maps; in a wrong slot, the message that says what is wrong.
  private final @Nullable Object[] values = new Object[Field.COUNT];
  private boolean escaped;
  private int leftOut;
  private @Nullable JsonFields data;

  /**
   * Forgets all fields.
   *
   * @param escaped whether the JSON to be read has escapes. Without escapes, well-formed UTF-8
   *     yields no text with U+0000 or a lone surrogate, so texts need not be searched for them
   */
  void clear(boolean escaped) {
    this.escaped = escaped;
    leftOut = 0;
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

  /**
   * Returns how many fields, and entries of fields, were cut or left out by the methods that have
   * been called since {@link #clear}.
   */
  int leftOut() {
    return leftOut;
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

  /** Returns the number, or this one if the field is absent. */
  double numberOr(double absent, Field field) throws Rejection {
    return isPresent(field) ? numberOf(field) : absent;
  }

  /** Returns the whole number, or this one if the field is absent. */
  long integerOr(long absent, Field field) throws Rejection {
    return isPresent(field) ? integerOf(field) : absent;
  }

  @Nullable Boolean bool(Field field) throws Rejection {
    return isPresent(field) ? (Boolean) (numbers[field.ordinal()] != 0) : null;
  }

  /** Returns the text, or what can be kept of it; null if it is absent or cannot be kept. */
  @Nullable String keptText(Field field) {
    if (!isUsable(field)) {
      return null;
    }
    String text = (String) values[field.ordinal()];
    if (Limits.isKeptWhole(field.kind, text, escaped)) {
      return text;
    }
    leftOut++;
    return field.kind == Field.Kind.IDENTIFIER ? null : Limits.kept(text);
  }

  /** Returns the number; null if it is absent or outside its range. */
  @Nullable Double keptNumber(Field field) {
    if (!isUsable(field)) {
      return null;
    }
    double number = numbers[field.ordinal()];
    if (Limits.isInRange(field, number)) {
      return number + 0.0;
    }
    leftOut++;
    return null;
  }

  /** Returns the whole number, or this one if it is absent, not whole or outside its range. */
  long keptIntegerOr(long absent, Field field) {
    Double number = keptNumber(field);
    if (number == null || number == Math.rint(number)) {
      return number == null ? absent : number.longValue();
    }
    leftOut++;
    return absent;
  }

  /** Returns true or false; null if it is absent or something else. */
  @Nullable Boolean keptBool(Field field) {
    return isUsable(field) ? (Boolean) (numbers[field.ordinal()] != 0) : null;
  }

  /** Returns numbers by name, in the order of the record; empty if absent. */
  @SuppressWarnings("unchecked")
  Map<String, Double> keptNumbers(Field field) {
    return (Map<String, Double>) keptEntries(field);
  }

  /** Returns texts by name, in the order of the record; empty if absent. */
  @SuppressWarnings("unchecked")
  Map<String, String> keptTexts(Field field) {
    return (Map<String, String>) keptEntries(field);
  }

  static Rejection missing(Field field) {
    return Rejection.malformed(field.key + " is missing; " + field.kind.needed + " is needed");
  }

  private Map<String, ?> keptEntries(Field field) {
    if (!isUsable(field)) {
      return Map.of();
    }
    leftOut += (int) numbers[field.ordinal()];
    return (Map<String, ?>) values[field.ordinal()];
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

  /** Returns whether the field has a value; rejects the event if it is a wrong one. */
  boolean isPresent(Field field) throws Rejection {
    byte state = states[field.ordinal()];
    if (state == WRONG) {
      throw Rejection.malformed((String) values[field.ordinal()]);
    }
    return state == PRESENT;
  }

  /** Returns whether the field has a right value; a wrong one is counted as left out. */
  private boolean isUsable(Field field) {
    byte state = states[field.ordinal()];
    leftOut += state == WRONG ? 1 : 0;
    return state == PRESENT;
  }

  private void read(JsonParser parser, Field field) throws IOException {
    if (states[field.ordinal()] != ABSENT) {
      setWrong(field, field.key + " stands there twice; once is allowed");
      parser.skipChildren();
    } else if (!readValue(parser, parser.currentToken(), field)) {
      String found = JsonValue.shown(parser);
      setWrong(field, field.key + " is " + found + "; " + field.kind.needed + " is needed");
      parser.skipChildren();
    }
  }

  /**
   * Reads a value of the type of the field and returns true; returns false, without moving the
   * parser, if the value has another type.
   */
  private boolean readValue(JsonParser parser, JsonToken token, Field field) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return putNull(field);
    }
    switch (field.kind) {
      case TEXT, IDENTIFIER -> {
        return token.isNumeric() && parser.isNaN()
            ? putNull(field)
            : JsonValue.isText(parser, token) && put(field, parser.getText());
      }
      case TIME -> {
        return JsonValue.isText(parser, token) && put(field, parser.getText());
      }
      case NUMBER, INTEGER -> {
        return token.isNumeric() && parser.getTextLength() <= DecimalText.LONGEST
            ? put(field, parser.getDoubleValue())
            : token == JsonToken.VALUE_STRING && putNumber(field, parser.getText());
      }
      case BOOLEAN -> {
        return putBoolean(parser, token, field);
      }
      case ERROR -> {
        String error = ErrorValue.read(parser);
        return error == null ? putNull(field) : put(field, error);
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
    JsonEntries entries = new JsonEntries(field.kind, escaped);
    entries.read(parser);
    numbers[field.ordinal()] = entries.leftOut();
    return put(field, entries.kept());
  }

  /** Puts the number that the text is; a blank text is no value. Returns false for another text. */
  private boolean putNumber(Field field, String text) {
    String number = text.strip();
    if (number.isEmpty()) {
      return putNull(field);
    }
    return DecimalText.isNumber(number) && put(field, Double.parseDouble(number));
  }

  private boolean putBoolean(JsonParser parser, JsonToken token, Field field) throws IOException {
    if (token.isBoolean()) {
      return put(field, token == JsonToken.VALUE_TRUE ? 1 : 0);
    }
    if (token == JsonToken.VALUE_STRING && parser.getText().isBlank()) {
      return putNull(field);
    }
    int bool = JsonValue.bool(parser, token, field);
    return bool >= 0 && put(field, bool);
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

  private boolean putNull(Field field) {
    states[field.ordinal()] = NULL;
    return true;
  }

  private void setWrong(Field field, String error) {
    values[field.ordinal()] = error;
    states[field.ordinal()] = WRONG;
  }
}

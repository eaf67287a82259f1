package io.tidemark.pipelines.decode.mapping;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Where the value of a field comes from. */
interface Source {

  /** Returns the value; null if there is none. */
  @Nullable Found value(Values values) throws Unmapped;

  /** A constant. */
  static Source constant(Found value) {
    return values -> value;
  }

  /** What a pointer finds. */
  static Source at(int slot) {
    return values -> values.at(slot);
  }

  /** The first of several that has a value. */
  static Source firstOf(List<Source> sources) {
    return values -> {
      for (Source source : sources) {
        Found found = source.value(values);
        if (found != null) {
          return found;
        }
      }
      return null;
    };
  }

  /** Those of several that have a value, as one text. */
  static Source joined(List<Source> sources, String with) {
    return values -> {
      StringJoiner text = new StringJoiner(with);
      int parts = 0;
      for (Source source : sources) {
        Found found = source.value(values);
        if (found != null && !found.isNested()) {
          text.add(found.text());
          parts++;
        }
      }
      return parts == 0 ? null : new Found(Found.Kind.TEXT, text.toString());
    };
  }

  /** A source that counts only under a condition. */
  static Source when(Values.Condition condition, Source source) {
    return values -> condition.holds(values) ? source.value(values) : null;
  }

  /**
   * A value looked up in a table; one that is not in it is the value for {@code *}, or else stays.
   */
  static Source lookedUp(Source source, Map<String, @Nullable Found> words) {
    return values -> {
      Found found = source.value(values);
      if (found == null || found.isNested()) {
        return found;
      }
      String word = words.containsKey(found.text()) ? found.text() : "*";
      return words.containsKey(word) ? words.get(word) : found;
    };
  }

  /**
   * A number times a power of ten; what is no number stays, for the native form to say what it
   * needs.
   */
  static Source scaled(Source source, int power) {
    return values -> {
      Found found = source.value(values);
      BigDecimal number = found == null || power == 0 ? null : found.number();
      return number == null ? found : Found.number(number.scaleByPowerOfTen(power));
    };
  }

  /** A time in a unit, as the native form takes it. */
  static Source time(Source source, TimeUnit unit, String field) {
    return values -> {
      Found found = source.value(values);
      return found == null ? null : new Found(Found.Kind.TEXT, unit.rfc3339(found, field));
    };
  }

  /**
   * The time from one value to another.
   *
   * @param power of ten that makes seconds the unit of the field
   */
  static Source between(Source from, Source to, TimeUnit unit, int power, String field) {
    return values -> {
      Found first = from.value(values);
      Found last = to.value(values);
      if (first == null || last == null) {
        return null;
      }
      BigDecimal seconds = unit.seconds(last, field).subtract(unit.seconds(first, field));
      return Found.number(seconds.scaleByPowerOfTen(power));
    };
  }
}

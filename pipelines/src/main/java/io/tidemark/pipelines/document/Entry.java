package io.tidemark.pipelines.document;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A JSON value and the line on which it begins, from 1.
 *
 * @param value a {@code Map<String, Entry>} in the order of the file, a {@code List<Entry>}, a
 *     {@link String}, a {@link BigDecimal}, a {@link Boolean}; null for JSON's null
 */
public record Entry(@Nullable Object value, int line) {
  private static final int LONGEST_SHOWN = 60;

  /** Returns whether this is JSON's null. */
  public boolean isNull() {
    return value == null;
  }

  /** Returns the entries of an object by name; null for another value. */
  @SuppressWarnings("unchecked")
  public @Nullable Map<String, Entry> object() {
    return value instanceof Map<?, ?> ? (Map<String, Entry>) value : null;
  }

  /** Returns the entry of this name; null if this is no object or has no such entry. */
  public @Nullable Entry get(String name) {
    Map<String, Entry> entries = object();
    return entries == null ? null : entries.get(name);
  }

  /** Returns the elements of an array; null for another value. */
  @SuppressWarnings("unchecked")
  public @Nullable List<Entry> array() {
    return value instanceof List<?> ? (List<Entry>) value : null;
  }

  /** Returns the text; null for another value. */
  public @Nullable String text() {
    return value instanceof String text ? text : null;
  }

  /** Returns the number; null for another value. */
  public @Nullable BigDecimal number() {
    return value instanceof BigDecimal number ? number : null;
  }

  /** Returns the value as messages show it: a text in quotes, cut if it is long. */
  public String shown() {
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "an array";
    }
    String text = String.valueOf(value);
    String cut = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    return value instanceof String ? '"' + cut + '"' : cut;
  }
}

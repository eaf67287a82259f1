package io.tidemark.pipelines.series;

import java.util.Arrays;
import java.util.List;

/**
 * The values of the dimensions of one series, in the order of the configured names; immutable.
 *
 * <p>The names are not part of the key. {@link #text(List)} joins both: with names {@code [model,
 * region]} it gives {@code model=claude-opus,region=us}. A dimension that an event lacks is the
 * empty string. In a value, {@code \}, {@code ,} and {@code =} are escaped by a backslash, so that
 * two different keys never have the same text.
 */
public final class SeriesKey {
  private final String[] values;

  /** Creates the key with a copy of these values, which are not null. */
  public SeriesKey(List<String> values) {
    this(values.toArray(String[]::new));
  }

  private SeriesKey(String[] values) {
    this.values = values;
  }

  /** Returns the values of the dimensions, in order; the list cannot be changed. */
  public List<String> values() {
    return List.of(values);
  }

  /** Returns the number of dimensions. */
  int size() {
    return values.length;
  }

  /** Returns the value of a dimension, counted from 0. */
  String value(int dimension) {
    return values[dimension];
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof SeriesKey that && Arrays.equals(values, that.values);
  }

  /**
   * Multiplies by a large odd constant, because the values of a series often differ in a digit or
   * two, for which {@code List.hashCode} collides.
   */
  @Override
  public int hashCode() {
    int hash = 0;
    for (String value : values) {
      hash = (hash ^ value.hashCode()) * 0x9E3779B1;
    }
    return hash;
  }

  @Override
  public String toString() {
    return "SeriesKey" + Arrays.toString(values);
  }

  /** Returns the key with a copy of these values. */
  public static SeriesKey of(String... values) {
    return owning(values.clone());
  }

  /**
   * Returns a key that keeps the array itself. The caller must not change it afterwards. It spares
   * a copy for each event.
   */
  public static SeriesKey owning(String[] values) {
    return new SeriesKey(values);
  }

  /**
   * Returns {@code name=value} pairs joined by commas, with the values escaped.
   *
   * @throws IllegalArgumentException if the number of names is not that of the values
   */
  public String text(List<String> names) {
    if (names.size() != values.length) {
      throw new IllegalArgumentException(
          "dimension names %s do not fit the %d values %s"
              .formatted(names, values.length, Arrays.toString(values)));
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ",").append(names.get(i)).append('=').append(escape(values[i]));
    }
    return text.toString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
  }
}

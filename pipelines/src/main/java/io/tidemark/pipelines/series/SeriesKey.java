package io.tidemark.pipelines.series;

import java.util.Arrays;
import java.util.List;

/**
 * What a row is about: the values of its dimensions, in the order of the configured names.
 *
 * <p>{@link #text(List)} with names {@code [model, region]} gives {@code
 * model=claude-opus,region=us}. A dimension that an event lacks is the empty string. In a value,
 * {@code \}, {@code ,} and {@code =} are escaped by a backslash, so that two different keys never
 * share a text.
 */
public final class SeriesKey {
  private final String[] values;

  public SeriesKey(List<String> values) {
    this(values.toArray(String[]::new));
  }

  private SeriesKey(String[] values) {
    this.values = values;
  }

  /** The values of the dimensions; unmodifiable. */
  public List<String> values() {
    return List.of(values);
  }

  int size() {
    return values.length;
  }

  String value(int dimension) {
    return values[dimension];
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof SeriesKey that && Arrays.equals(values, that.values);
  }

  /** Values often differ in a digit or two, which the hash of a list turns into collisions. */
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

  /** The key with these dimension values. */
  public static SeriesKey of(String... values) {
    return owning(values.clone());
  }

  /** The key with these dimension values, which no one else may change. */
  public static SeriesKey owning(String[] values) {
    return new SeriesKey(values);
  }

  /** {@code name=value} pairs joined by commas; {@code names} has as many entries as the key. */
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

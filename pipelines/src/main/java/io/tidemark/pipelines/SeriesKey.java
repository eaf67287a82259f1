package io.tidemark.pipelines;

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
  private final List<String> values;

  /** Kept, for every event's key is looked up among those of its bundle. */
  private final int hash;

  public SeriesKey(List<String> values) {
    this.values = List.copyOf(values);
    this.hash = hash(this.values);
  }

  /** Values often differ in a digit or two, which the hash of a list turns into collisions. */
  private static int hash(List<String> values) {
    int hash = 0;
    for (int i = 0; i < values.size(); i++) {
      hash = (hash ^ values.get(i).hashCode()) * 0x9E3779B1;
    }
    return hash;
  }

  /** The values of the dimensions; unmodifiable. */
  public List<String> values() {
    return values;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof SeriesKey that && hash == that.hash && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "SeriesKey" + values;
  }

  /** The key with these dimension values. */
  public static SeriesKey of(String... values) {
    return new SeriesKey(List.of(values));
  }

  /** {@code name=value} pairs joined by commas; {@code names} has as many entries as the key. */
  public String text(List<String> names) {
    if (names.size() != values.size()) {
      throw new IllegalArgumentException(
          "dimension names " + names + " do not fit the " + values.size() + " values " + values);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      text.append(i == 0 ? "" : ",").append(names.get(i)).append('=').append(escape(values.get(i)));
    }
    return text.toString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
  }
}

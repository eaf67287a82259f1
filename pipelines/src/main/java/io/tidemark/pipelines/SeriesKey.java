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
public record SeriesKey(List<String> values) {

  public SeriesKey {
    values = List.copyOf(values);
  }

  /** As the lists are equal; every event's key is looked up among those of its bundle. */
  @Override
  public boolean equals(Object o) {
    return o instanceof SeriesKey that && haveSame(values, that.values);
  }

  private static boolean haveSame(List<String> some, List<String> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!some.get(i).equals(others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Values often differ in a digit or two, which the hash of a list turns into collisions. */
  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = 0; i < values.size(); i++) {
      hash = (hash ^ values.get(i).hashCode()) * 0x9E3779B1;
    }
    return hash;
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

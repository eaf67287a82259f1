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

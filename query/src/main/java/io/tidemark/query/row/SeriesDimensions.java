package io.tidemark.query.row;

import java.util.LinkedHashMap;
import java.util.Map;

/** Takes the text of a key apart: {@code model=a\,b,region=} has the model "a,b" and no region. */
public final class SeriesDimensions {
  private SeriesDimensions() {}

  /**
   * Returns the values by the names of their dimensions, in their order. In a value, {@code \},
   * {@code ,} and {@code =} are escaped by a backslash. A part without {@code =} is left out.
   */
  public static Map<String, String> of(String key) {
    Map<String, String> dimensions = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    String name = null;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '\\' && i + 1 < key.length()) {
        text.append(key.charAt(++i));
      } else if (c == '=' && name == null) {
        name = text.toString();
        text.setLength(0);
      } else if (c == ',') {
        put(dimensions, name, text);
        name = null;
        text.setLength(0);
      } else {
        text.append(c);
      }
    }
    put(dimensions, name, text);
    return dimensions;
  }

  private static void put(Map<String, String> dimensions, String name, StringBuilder value) {
    if (name != null) {
      dimensions.put(name, value.toString());
    }
  }
}

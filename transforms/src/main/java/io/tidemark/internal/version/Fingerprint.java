package io.tidemark.internal.version;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings that stored state depends on, such as the sizes of windows: with others the state
 * would be read as something that it is not. It is stored with the state, and compared when the
 * state is first used.
 *
 * <p>Its text has a line {@code name=value} for each setting, in the order of the map.
 */
public final class Fingerprint implements Serializable {
  private static final long serialVersionUID = 1;

  /** The fingerprint of state that depends on nothing. */
  public static final Fingerprint NONE = new Fingerprint("");

  private final String text;

  private Fingerprint(String text) {
    this.text = text;
  }

  /**
   * The fingerprint of these settings.
   *
   * @throws IllegalArgumentException if a name has a {@code =} or a line break, or a value a line
   *     break
   */
  public static Fingerprint of(Map<String, String> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach(
        (name, value) -> {
          if (name.contains("=") || (name + value).contains("\n")) {
            throw new IllegalArgumentException(
                "setting " + name + " is \"" + value + "\": a name with = or a line break");
          }
          text.append(name).append('=').append(value).append('\n');
        });
    return new Fingerprint(text.toString());
  }

  /** The text that is stored. */
  public String text() {
    return text;
  }

  /**
   * Compares the settings with those of stored state. Whoever stored none is not compared with.
   *
   * @param stored the {@link #text} that was stored; empty if there is no state yet
   * @throws IllegalStateException naming each setting that differs, and both values
   */
  public void check(String stored) {
    if (stored.isEmpty() || stored.equals(text)) {
      return;
    }
    Map<String, String> before = settings(stored);
    Map<String, String> now = settings(text);
    List<String> differences = new ArrayList<>();
    before.forEach(
        (name, value) -> {
          String other = now.get(name);
          if (!value.equals(other)) {
            differences.add(difference(name, value, other));
          }
        });
    now.forEach(
        (name, value) -> {
          if (!before.containsKey(name)) {
            differences.add(difference(name, null, value));
          }
        });
    if (differences.isEmpty()) {
      differences.add("the order of " + String.join(", ", now.keySet()) + " is another one");
    }
    throw new IllegalStateException(
        "the state that is restored was written with other settings: "
            + String.join("; ", differences)
            + ". Set what was set before, or start without this state: the job then reads again"
            + " from where no window was open");
  }

  private static String difference(String name, String before, String now) {
    return name + " was " + text(before) + " and is " + text(now);
  }

  private static String text(String value) {
    return value == null ? "not set" : value.isEmpty() ? "empty" : value;
  }

  private static Map<String, String> settings(String text) {
    Map<String, String> settings = new LinkedHashMap<>();
    text.lines()
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              settings.put(line.substring(0, equals), line.substring(equals + 1));
            });
    return settings;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Fingerprint that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}

package io.tidemark.config;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All leaves that a command knows, by path and by option, and what an unknown name may mean. */
public final class Leaves {
  /** So many letters may be wrong in a name that is meant. */
  private static final int NEAR = 4;

  /** Fewer, where a name that is not meant may have a secret below it. */
  private static final int SLIP = 2;

  private static final Pattern SECRET =
      Pattern.compile("(?i)pass|pwd|secret|token|jaas|credential|api_?key|sasl|ssl");

  private final Map<String, Leaf> byPath = new LinkedHashMap<>();
  private final Map<String, Leaf> byOption = new LinkedHashMap<>();

  private Leaves() {}

  /**
   * Returns these leaves, in their order.
   *
   * @throws IllegalStateException if two have one path or one option
   */
  public static Leaves of(Collection<Leaf> leaves) {
    Leaves all = new Leaves();
    for (Leaf leaf : leaves) {
      if (all.byPath.put(leaf.path(), leaf) != null
          || all.byOption.put(leaf.option(), leaf) != null) {
        throw new IllegalStateException("two leaves are " + leaf.path() + " --" + leaf.option());
      }
    }
    return all;
  }

  /** Returns every leaf, in order. */
  public Collection<Leaf> all() {
    return Collections.unmodifiableCollection(byPath.values());
  }

  /** Returns the leaf of an option, without its dashes. */
  public Optional<Leaf> ofOption(String option) {
    return Optional.ofNullable(byOption.get(option));
  }

  Optional<Leaf> at(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /** Returns whether leaves stand below this path. */
  boolean isSection(String path) {
    return byPath.keySet().stream().anyMatch(leaf -> leaf.startsWith(path + "."));
  }

  /** Returns the paths of sections and leaves right below a section; of the whole file for "". */
  private Set<String> below(String section) {
    String start = section.isEmpty() ? "" : section + ".";
    Set<String> below = new LinkedHashSet<>();
    for (String path : byPath.keySet()) {
      if (path.startsWith(start)) {
        below.add(start + path.substring(start.length()).replaceAll("\\..*", ""));
      }
    }
    return below;
  }

  /**
   * Returns what is wrong with a name that a section does not know, without its value, which may be
   * a secret.
   *
   * @param section the path of the section; empty for the whole file
   */
  String unknown(String section, String name) {
    String path = section.isEmpty() ? name : section + "." + name;
    boolean secret = SECRET.matcher(name).find();
    Optional<String> meant = meant(section, name, secret ? SLIP : NEAR);
    String what = path + (section.isEmpty() ? " is no section: " : " is no setting: ");
    if (meant.isPresent()) {
      return what + "did you mean " + meant.get() + "?";
    }
    Optional<String> files = secret ? filesOfSecrets(section) : Optional.empty();
    return what
        + files.orElseGet(() -> "allowed " + (section.isEmpty() ? "are " : "is ") + list(section));
  }

  /** What stands right below a section, in words. */
  String list(String section) {
    return below(section).stream()
        .map(path -> path.substring(path.lastIndexOf('.') + 1))
        .collect(Collectors.joining(", "));
  }

  private Optional<String> filesOfSecrets(String section) {
    String files =
        byPath.values().stream()
            .filter(leaf -> leaf.section().equals(section) && leaf.key().endsWith("File"))
            .map(Leaf::path)
            .collect(Collectors.joining(" or "));
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of("a secret is never in this file, but in one of its own: name it by " + files);
  }

  /** The nearest of its section; or else a leaf that has this name elsewhere, or as its option. */
  private Optional<String> meant(String section, String name, int near) {
    Optional<String> here =
        nearest(name, below(section), path -> path.substring(path.lastIndexOf('.') + 1), SLIP);
    return here.or(() -> elsewhere(name))
        .or(
            () ->
                nearest(
                    name, below(section), path -> path.substring(path.lastIndexOf('.') + 1), near))
        .or(() -> nearest(name, byOption.keySet(), option -> option, SLIP).map(this::path));
  }

  private Optional<String> elsewhere(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    return Stream.<Leaf>concat(
            Stream.ofNullable(byPath.get(name)),
            byPath.values().stream()
                .filter(l -> l.option().equalsIgnoreCase(last) || l.key().equalsIgnoreCase(last)))
        .map(Leaf::path)
        .findFirst();
  }

  private String path(String option) {
    return byOption.get(option).path();
  }

  private static Optional<String> nearest(
      String name, Collection<String> known, Function<String, String> text, int near) {
    int most = Math.min(near, (name.length() + 1) / 2);
    return known.stream()
        .filter(candidate -> distance(name, text.apply(candidate)) <= most)
        .min(Comparator.comparingInt(candidate -> distance(name, text.apply(candidate))));
  }

  /** Whatever the case of their letters. */
  private static int distance(String one, String other) {
    return EditDistance.between(one.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT));
  }
}

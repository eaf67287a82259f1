package io.tidemark.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The settings of one file, compared with the leaves. Every fault is noted, not the first alone.
 */
final class FileSettings {
  private static final int LONGEST_SHOWN = 60;

  private final String file;
  private final Leaves leaves;
  private final Set<String> ignored;
  private final List<Setting> settings = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  private FileSettings(String file, Leaves leaves, Set<String> ignored) {
    this.file = file;
    this.leaves = leaves;
    this.ignored = ignored;
  }

  /**
   * Reads a file.
   *
   * @param ignored sections that are left to others, whatever is in them; of {@code kafka.*} only
   *     what is not known here
   */
  static FileSettings read(String file, Leaves leaves, Set<String> ignored) {
    FileSettings read = new FileSettings(file, leaves, ignored);
    new YamlDocument(file, read.faults).root().ifPresent(root -> read.section("", root));
    return read;
  }

  /** Returns what the file sets, in its order. */
  List<Setting> settings() {
    return settings;
  }

  /** Returns what is wrong in it, in its order. */
  List<Fault> faults() {
    return faults;
  }

  private void section(String section, MappingNode mapping) {
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      int line = Nodes.line(entry.getKeyNode());
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        wrong(line, "a name is a list or a mapping: needed is the name of a setting");
        continue;
      }
      String name = key.getValue();
      String path = section.isEmpty() ? name : section + "." + name;
      Integer before = lines.putIfAbsent(name, line);
      if (before != null) {
        wrong(
            line, path + " is given a second time, first in line " + before + ": allowed is once");
      } else if (!ignored.contains(path)) {
        entry(section, name, line, entry.getValueNode());
      }
    }
  }

  private void entry(String section, String name, int line, Node node) {
    String path = section.isEmpty() ? name : section + "." + name;
    Optional<Leaf> leaf = leaves.at(path);
    if (leaf.isPresent() && name.contains(".")) {
      wrong(line, path + " has dots: write its last part indented below " + leaf.get().section());
    } else if (leaf.isPresent()) {
      value(leaf.get(), node, line).ifPresent(value -> check(leaf.get(), value, line));
    } else if (leaves.isSection(path) && !name.contains(".")) {
      inner(path, node, line);
    } else if (!ignored.contains(section + ".*")) {
      wrong(line, leaves.unknown(section, name));
    }
  }

  /** A section whose lines are all comments is empty, and sets nothing. */
  private void inner(String path, Node node, int line) {
    if (node instanceof MappingNode mapping) {
      section(path, mapping);
    } else if (!Nodes.isNull(node)) {
      wrong(
          line,
          path
              + (node instanceof ScalarNode scalar
                  ? " is " + shown(scalar.getValue())
                  : " is a list")
              + ": needed are settings below it, of "
              + leaves.list(path));
    }
  }

  /** Returns the text of a value; empty after a fault. */
  private Optional<String> value(Leaf leaf, Node node, int line) {
    if (node instanceof SequenceNode list) {
      return items(leaf, list, line);
    }
    if (!(node instanceof ScalarNode scalar)) {
      return wrong(line, leaf.path() + " has settings below it: " + must(leaf));
    }
    if (Nodes.isNull(node)) {
      return wrong(
          line, leaf.path() + " has no value: " + must(leaf) + ". For the default, take it out");
    }
    if (!Nodes.isPlain(node)) {
      return wrong(
          line,
          leaf.path() + " has the tag " + node.getTag() + ": tags are not taken, take it out");
    }
    return Optional.of(scalar.getValue().strip());
  }

  private Optional<String> items(Leaf leaf, SequenceNode list, int line) {
    List<Node> items = list.getValue();
    if (leaf.values().kind() != Values.Kind.LIST) {
      return wrong(
          line, leaf.path() + " is a list: " + must(leaf) + "; brackets of a text need quotes");
    }
    if (items.isEmpty()) {
      return wrong(
          line,
          leaf.path() + " is an empty list: " + must(leaf) + ". For the default, take it out");
    }
    for (Node item : items) {
      if (!(item instanceof ScalarNode scalar)
          || Nodes.isNull(item)
          || scalar.getValue().contains(",")) {
        return wrong(
            Nodes.line(item),
            leaf.path() + " has an item that is empty, a list, or has a comma: allowed are texts");
      }
    }
    return Optional.of(
        items.stream()
            .map(item -> ((ScalarNode) item).getValue().strip())
            .collect(Collectors.joining(",")));
  }

  private void check(Leaf leaf, String value, int line) {
    Optional<String> refusal = leaf.values().refusal().apply(value);
    if (refusal.isPresent()) {
      String said = leaf.values().secret() ? "'…'" : shown(value);
      wrong(line, leaf.path() + " is " + said + ": " + refusal.get());
    } else {
      settings.add(new Setting(leaf, value, file, line));
    }
  }

  private static String must(Leaf leaf) {
    return "it must be " + leaf.values().words();
  }

  private static String shown(String value) {
    String line = value.replaceAll("\\s+", " ");
    return "'"
        + (line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "…" : line)
        + "'";
  }

  private Optional<String> wrong(int line, String text) {
    faults.add(new Fault(file, line, text));
    return Optional.empty();
  }
}

package io.tidemark.config;

import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What a node of YAML says of itself. */
final class Nodes {
  /** What YAML's core schema takes for null where it has no quotes. */
  private static final Set<String> NULL = Set.of("~", "null", "Null", "NULL");

  private Nodes() {}

  /** Returns the line where it begins, from 1. */
  static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  /** Returns whether it is {@code null}, {@code ~}, nothing or an empty text. */
  static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && (scalar.isPlain() && NULL.contains(scalar.getValue()) || scalar.getValue().isBlank());
  }

  /** Returns whether its tag is one of YAML's own, as of all that have none written. */
  static boolean isPlain(Node node) {
    return node.getTag().getValue().startsWith(Tag.PREFIX);
  }
}

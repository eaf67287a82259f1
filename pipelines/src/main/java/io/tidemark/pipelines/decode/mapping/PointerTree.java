package io.tidemark.pipelines.decode.mapping;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Pointers, by their steps, so that one pass over an object finds what all of them point to and
 * skips everything else. Of two entries with one name the last counts.
 */
final class PointerTree {
  private final Node root = new Node();
  private final Map<Pointer, Integer> slots = new HashMap<>();

  /** What comes next on the way of some pointers, and whether one ends here. */
  private static final class Node {
    private final Map<String, Node> next = new HashMap<>();
    private int slot = -1;
  }

  /** Returns the number of the pointer, which is added if it is new. */
  int slot(Pointer pointer) {
    Integer known = slots.get(pointer);
    if (known != null) {
      return known;
    }
    Node node = root;
    for (String step : pointer.steps()) {
      node = node.next.computeIfAbsent(step, any -> new Node());
    }
    node.slot = slots.size();
    slots.put(pointer, node.slot);
    return node.slot;
  }

  /** Returns what the pointers find in the object at whose start the parser is, to its end. */
  Values read(JsonParser parser, byte[] json, int offset) throws IOException {
    Reading reading = new Reading(parser, json, offset, new Found[slots.size()]);
    reading.object(root);
    return new Values(reading.found);
  }

  /** One pass over one object. */
  private record Reading(JsonParser parser, byte[] json, int offset, @Nullable Found[] found) {

    void object(Node node) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        Node next = node.next.get(parser.currentName());
        parser.nextToken();
        value(next);
      }
    }

    private void array(Node node) throws IOException {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        value(node.next.get(Integer.toString(i)));
      }
    }

    private void value(@Nullable Node node) throws IOException {
      JsonToken token = parser.currentToken();
      if (node == null || token.isScalarValue()) {
        if (node != null && node.slot >= 0) {
          found[node.slot] = scalar(token);
        }
        parser.skipChildren();
        return;
      }
      int from = (int) parser.currentTokenLocation().getByteOffset();
      if (node.next.isEmpty()) {
        parser.skipChildren();
      } else if (token == JsonToken.START_OBJECT) {
        object(node);
      } else {
        array(node);
      }
      if (node.slot >= 0) {
        int to = (int) parser.currentLocation().getByteOffset();
        String text = new String(json, offset + from, to - from, StandardCharsets.UTF_8);
        found[node.slot] = new Found(Found.Kind.NESTED, text);
      }
    }

    private @Nullable Found scalar(JsonToken token) throws IOException {
      return switch (token) {
        case VALUE_NULL -> null;
        case VALUE_STRING -> new Found(Found.Kind.TEXT, parser.getText());
        default -> new Found(Found.Kind.WORD, parser.getText());
      };
    }
  }
}

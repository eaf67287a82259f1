package io.tidemark.pipelines.decode.otlp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The slots of the known attributes: one for each {@link Key}, at its ordinal, behind them one for
 * each team key of the options that is none of these, and a last one for a value whose key is not
 * known yet.
 */
final class KnownKeys {
  private static final List<String> TAG_PREFIXES =
      List.of("ai.telemetry.metadata.", "traceloop.association.properties.");

  final KeyTable table;

  /** Which attributes name the team. */
  final Spelling team;

  /** How many slots there are. */
  final int slots;

  KnownKeys(List<String> teamKeys) {
    List<String> names = new ArrayList<>(Stream.of(Key.values()).map(key -> key.text).toList());
    for (String key : teamKeys) {
      if (!names.contains(key)) {
        names.add(key);
      }
    }
    table = new KeyTable(names);
    team = Spelling.ofSlots(teamKeys.stream().map(names::indexOf).toList());
    slots = names.size() + 1;
  }

  /** Returns the slot for a value whose key follows it. */
  int scratch() {
    return slots - 1;
  }

  /**
   * Returns the name of the tag that an unknown attribute is, by its prefix; empty if it is none.
   */
  static String tagName(byte[] array, int from, int length) {
    if (length > 0 && (array[from] == 'a' || array[from] == 't')) {
      for (String prefix : TAG_PREFIXES) {
        if (startsWith(prefix, array, from, length)) {
          int start = from + prefix.length();
          return new String(array, start, length - prefix.length(), StandardCharsets.UTF_8);
        }
      }
    }
    return "";
  }

  /** Returns whether an unknown attribute may be a tag, judged by its first bytes. */
  static boolean mayBeTag(byte[] array, int from, int length) {
    return length > 3
        && (array[from] == 'a' && array[from + 3] == 't'
            || array[from] == 't' && array[from + 1] == 'r');
  }

  private static boolean startsWith(String prefix, byte[] array, int from, int length) {
    if (length <= prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (array[from + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

package io.tidemark.pipelines.decode.mapping;

import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A JSON Pointer (RFC 6901).
 *
 * @param text as it is written: {@code /usage/prompt_tokens}
 * @param steps names of entries, or indexes of elements
 */
record Pointer(String text, List<String> steps) {

  /** Returns the pointer; null for a text that is none, or that points to the whole object. */
  static @Nullable Pointer parse(String text) {
    if (!text.startsWith("/")) {
      return null;
    }
    List<String> steps = new ArrayList<>();
    for (String step : text.substring(1).split("/", -1)) {
      if (step.replaceAll("~[01]", "").indexOf('~') >= 0) {
        return null;
      }
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return new Pointer(text, List.copyOf(steps));
  }
}

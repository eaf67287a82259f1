package io.tidemark.pipelines.decode.mapping;

import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The values of one object that the pointers found.
 *
 * @param slots by the number of the pointer; null for nothing
 */
record Values(@Nullable Found[] slots) {

  /** Returns the value; null if there is none, it is null, or a blank text. */
  @Nullable Found at(int slot) {
    Found found = slots[slot];
    return found == null || (found.kind() == Found.Kind.TEXT && found.text().isBlank())
        ? null
        : found;
  }

  /**
   * That some pointers find one of some values.
   *
   * @param allowed by slot, the values as texts; none for nothing to be found
   */
  record Condition(Map<Integer, List<String>> allowed) {

    boolean holds(Values values) {
      for (Map.Entry<Integer, List<String>> each : allowed.entrySet()) {
        Found found = values.at(each.getKey());
        boolean fits =
            found == null
                ? each.getValue().isEmpty()
                : !found.isNested() && each.getValue().contains(found.text());
        if (!fits) {
          return false;
        }
      }
      return true;
    }
  }
}

package io.tidemark.pipelines.document;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with the files that a user gave, collected so that he is told all of it at once: up
 * to {@value #MOST} things, and how many more there are.
 */
public final class Problems {
  private static final int MOST = 20;

  private final List<String> lines = new ArrayList<>();
  private int count;

  /** Adds one that is not on a line of a file. */
  public void add(String problem) {
    if (count++ < MOST) {
      lines.add(problem);
    }
  }

  /**
   * Adds one.
   *
   * @param problem the entry, its value and what is allowed
   */
  public void add(String file, int line, String problem) {
    add(file + ":" + line + ": " + problem);
  }

  /** Returns how many there are. */
  public int count() {
    return count;
  }

  /**
   * Fails if there are any: one is the message, several are a line each.
   *
   * @param what the option whose files are wrong, for the message: {@code --prices}
   * @throws IllegalArgumentException with file, line, entry, value and what is allowed
   */
  public void throwIfAny(String what) {
    if (count == 1) {
      throw new IllegalArgumentException(what + ": " + lines.get(0));
    }
    if (count > 1) {
      String more = count > MOST ? "\n  and " + (count - MOST) + " more" : "";
      throw new IllegalArgumentException(
          what + ": " + count + " things are wrong\n  " + String.join("\n  ", lines) + more);
    }
  }
}

package io.tidemark.runners.launch;

import java.util.List;

/**
 * The command line asks for something impossible. The message names the option, its value and what
 * is allowed, and is all that the user sees.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Fails when something is wrong: one sentence is the message, several are a line each.
   *
   * @param faults each naming the option or the place, the value and what is allowed
   */
  public static void throwIfAny(List<String> faults) {
    if (faults.size() == 1) {
      throw new UsageException(faults.get(0));
    }
    if (!faults.isEmpty()) {
      throw new UsageException(
          faults.size() + " things are wrong:\n  " + String.join("\n  ", faults));
    }
  }
}

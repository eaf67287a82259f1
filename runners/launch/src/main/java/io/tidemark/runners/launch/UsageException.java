package io.tidemark.runners.launch;

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
}

package io.tidemark.runners.launch;

/** The user asked for what cannot be: the message names the option, the value, what is allowed. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.tidemark.query.read;

/** Thrown when a store does not answer, so that what it alone has cannot be served now. */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}

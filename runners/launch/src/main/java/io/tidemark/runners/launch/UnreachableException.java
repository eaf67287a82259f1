package io.tidemark.runners.launch;

/**
 * A server does not answer from here. The workers of a job on a cluster may reach it all the same.
 */
final class UnreachableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message) {
    super(message);
  }
}

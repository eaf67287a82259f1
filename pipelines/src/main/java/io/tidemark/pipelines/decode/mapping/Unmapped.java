package io.tidemark.pipelines.decode.mapping;

/**
 * Ends the mapping of an object that lacks what is needed. It has no stack trace, because bad
 * objects may be many and filling one in is expensive.
 */
final class Unmapped extends Exception {
  private static final long serialVersionUID = 1L;

  Unmapped(String error) {
    super(error, null, false, false);
  }
}

package io.tidemark.query.http;

import io.tidemark.config.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which of the known names was meant by a name that is not known. */
final class Nearest {
  private Nearest() {}

  /** Returns the known name that takes the fewest edits, if they are few for its length. */
  static Optional<String> of(String name, Collection<String> known) {
    if (name.length() > 100) {
      return Optional.empty();
    }
    return known.stream()
        .min(Comparator.comparingInt(candidate -> EditDistance.between(name, candidate)))
        .filter(
            candidate ->
                EditDistance.between(name, candidate) <= Math.max(1, candidate.length() / 3));
  }
}

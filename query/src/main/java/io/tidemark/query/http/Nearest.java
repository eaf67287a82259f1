package io.tidemark.query.http;

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
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .filter(candidate -> distance(name, candidate) <= Math.max(1, candidate.length() / 3));
  }

  /** Levenshtein's distance, row by row. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

package io.tidemark.query.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a token is for. */
public enum Scope {
  /** Needs no token: probes, the description of the API, and the page without its data. */
  OPEN,
  /** Rows, and what is known about them. */
  READ,
  /** The original bytes of dead letters, which may hold what users wrote. */
  ORIGINALS,
  /** Sends dead letters again. */
  REDRIVE;

  /** Returns the name in files of tokens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the scope of a name that a token can have; empty if there is none. */
  public static Optional<Scope> ofLabel(String label) {
    return Arrays.stream(values())
        .filter(scope -> scope != OPEN && scope.label().equals(label))
        .findFirst();
  }
}

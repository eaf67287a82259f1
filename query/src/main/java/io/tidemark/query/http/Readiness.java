package io.tidemark.query.http;

import java.util.List;
import java.util.Map;

/** Says whether requests should be sent here. It is asked often and must not block. */
@FunctionalInterface
public interface Readiness {

  /**
   * What it says.
   *
   * @param ready whether the feeds have reached what was there at the start
   * @param parts the state of each part, by name, such as {@code feed: replaying}
   * @param warnings what does not hold back, such as a database that does not answer
   */
  record State(boolean ready, Map<String, String> parts, List<String> warnings) {}

  /** Returns the state now. */
  State state();
}

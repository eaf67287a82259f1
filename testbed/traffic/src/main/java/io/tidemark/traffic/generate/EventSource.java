package io.tidemark.traffic.generate;

/** Events of one feed in the order of their event times. */
interface EventSource {
  /** When the next event happens, in seconds after the start. */
  double nextSeconds();

  /** The next event. */
  Draft next();
}

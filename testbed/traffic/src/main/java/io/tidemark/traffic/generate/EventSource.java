package io.tidemark.traffic.generate;

/** An endless series of events of one feed, in the order of their event times. */
interface EventSource {
  /** Returns when the next event happens, in seconds after the start. */
  double nextSeconds();

  /** Returns the next event and moves on to the one after it. */
  Draft next();
}

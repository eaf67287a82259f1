package io.tidemark.pipelines.decode.otlp;

/** How many spans or log records a request may have. */
final class LeafLimit {
  /**
   * Eight times the Collector's default batch. A real span has a hundred bytes and more, so that a
   * record of 1 MiB has fewer than 11,000; what has more is made of empty ones.
   */
  static final int MOST = 65_536;

  private LeafLimit() {}

  static void check(Signal signal, int count) throws Unreadable {
    if (count > MOST) {
      throw Unreadable.oversize(
          "the request has more than " + MOST + " " + signal.leaf + "s; so many are accepted");
    }
  }
}

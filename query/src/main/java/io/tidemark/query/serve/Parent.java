package io.tidemark.query.serve;

import java.io.IOException;

/** The process that has started this one, seen through the pipe that it holds. */
final class Parent {
  private Parent() {}

  /** Runs this once, when the parent has closed the pipe or has died. */
  static void whenGone(Runnable end) {
    Thread watch =
        new Thread(
            () -> {
              awaitEnd();
              end.run();
            },
            "parent");
    watch.setDaemon(true);
    watch.start();
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // The parent never writes anything.
      }
    } catch (IOException e) {
      // The parent is gone.
    }
  }
}

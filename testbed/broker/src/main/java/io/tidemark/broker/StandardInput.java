package io.tidemark.broker;

import java.io.IOException;

/** The pipe from the parent process, which ends when the parent ends. */
final class StandardInput {
  private StandardInput() {}

  /** Returns when the parent has closed the pipe or has died. */
  static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // The parent never writes anything.
      }
    } catch (IOException e) {
      // The parent is gone.
    }
  }
}

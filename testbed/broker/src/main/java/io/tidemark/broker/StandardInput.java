package io.tidemark.broker;

import java.io.IOException;

/** The pipe from the parent process: it ends when the parent ends. */
final class StandardInput {
  private StandardInput() {}

  /** Returns when the parent has closed the pipe or has died. */
  static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // The parent never writes; whatever came would not matter.
      }
    } catch (IOException e) {
      // A pipe that cannot be read is a pipe without a parent.
    }
  }
}

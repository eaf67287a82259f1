package io.tidemark.system;

/** Prints what happens, as it happens, with the seconds since the start. */
final class Timeline {
  private final String name;
  private final long startNanos = System.nanoTime();

  Timeline(String name) {
    this.name = name;
  }

  void note(String event) {
    System.out.printf("%s %6.1f s  %s%n", name, (System.nanoTime() - startNanos) / 1e9, event);
  }
}

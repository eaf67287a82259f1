package io.tidemark.system;

/** What happened when, printed as it happens. */
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

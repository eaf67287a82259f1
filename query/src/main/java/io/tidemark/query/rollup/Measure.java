package io.tidemark.query.rollup;

/** What is measured of each request, and has a sketch beside its rows. */
enum Measure {
  LATENCY_MS("latency_ms"),
  TTFT_MS("ttft_ms"),
  TIME_PER_OUTPUT_TOKEN_MS("time_per_output_token_ms");

  private final String label;

  Measure(String label) {
    this.label = label;
  }

  /** Returns the name, with which the names of its columns begin. */
  String label() {
    return label;
  }

  String sketchColumn() {
    return label + "_sketch";
  }

  String averageColumn() {
    return label + "_avg";
  }
}

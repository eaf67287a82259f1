package io.tidemark.pipelines.decode.mapping;

import java.util.List;

/** What a field of the native form takes, as far as it matters for units and parts. */
public enum Target {
  /** A time. */
  TIME(List.of("s", "ms", "us", "ns", "rfc3339")),
  /** A duration in milliseconds. */
  MILLISECONDS(List.of("ms", "s", "us", "ns")),
  /** A duration in seconds. */
  SECONDS(List.of("s", "ms", "us", "ns")),
  /** An amount in US dollars. */
  DOLLARS(List.of("usd", "cents")),
  /** An object of texts or numbers, whose entries can be mapped one by one. */
  ENTRIES(List.of()),
  /** Anything else. */
  VALUE(List.of());

  /** The units that its values may come in. */
  final List<String> units;

  Target(List<String> units) {
    this.units = units;
  }

  boolean isDuration() {
    return this == MILLISECONDS || this == SECONDS;
  }
}

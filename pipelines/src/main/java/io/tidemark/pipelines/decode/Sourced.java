package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.event.TelemetryEvent;

/** An event and the input it was read from, which a late event takes to the dead letters. */
public record Sourced<E extends TelemetryEvent>(E event, RawRecord raw) {}

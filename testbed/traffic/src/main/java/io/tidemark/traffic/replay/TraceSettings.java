package io.tidemark.traffic.replay;

import java.time.Instant;

/**
 * What a trace does not say and the user does.
 *
 * @param source what the trace is called; with the line number it makes each event's id
 * @param model the model's name; empty for the format's own default
 * @param start event time of timestamp 0, for formats with relative times
 * @param latency how {@code latency_ms} is filled
 * @param pseudoUsers 0, or the number of pseudo-users over whom requests are spread, in {@code
 *     service}
 */
public record TraceSettings(
    String source, String model, Instant start, Latency latency, int pseudoUsers) {

  /** How the required field {@code latency_ms} is filled where a trace has no latency. */
  public enum Latency {
    /** 100 ms to the first token, then 20 ms an output token. */
    DERIVED,
    /** 0. */
    ZERO
  }

  /** No model, no pseudo-users, derived latency, relative times from 2026-01-05T00:00:00Z. */
  public static TraceSettings of(String source) {
    return new TraceSettings(source, "", Instant.parse("2026-01-05T00:00:00Z"), Latency.DERIVED, 0);
  }

  public TraceSettings withModel(String value) {
    return new TraceSettings(source, value, start, latency, pseudoUsers);
  }

  public TraceSettings withStart(Instant value) {
    return new TraceSettings(source, model, value, latency, pseudoUsers);
  }

  public TraceSettings withLatency(Latency value) {
    return new TraceSettings(source, model, start, value, pseudoUsers);
  }

  public TraceSettings withPseudoUsers(int value) {
    return new TraceSettings(source, model, start, latency, value);
  }
}

package io.tidemark.traffic.replay;

import java.time.Instant;

/**
 * What the user decides about a trace because the trace does not have it.
 *
 * @param source the name of the trace, which makes the id of each event together with the number of
 *     its line
 * @param model the name of the model; empty for the default of the format
 * @param start the event time of timestamp 0, for formats with relative times
 * @param latency how {@code latency_ms} is filled
 * @param pseudoUsers the number of pseudo-users over whom requests are spread in the field {@code
 *     service}; 0 for none
 */
public record TraceSettings(
    String source, String model, Instant start, Latency latency, int pseudoUsers) {

  /** How the required field {@code latency_ms} is filled, which these traces do not have. */
  public enum Latency {
    /** 100 ms to the first token, then 20 ms for each output token. */
    DERIVED,
    /** Always 0. */
    ZERO
  }

  /**
   * Returns settings without a model or pseudo-users, with derived latency, and with relative times
   * from 2026-01-05T00:00:00Z on.
   */
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

/**
 * Synthetic LLM telemetry: which events a busy service would have sent, in the order in which they
 * would have arrived, and exactly what was done to them on the way.
 *
 * <p>The same settings give the same bytes, on every machine: no wall clock, no shared random
 * state.
 */
package io.tidemark.traffic.generate;

/**
 * What would a busy service have sent? Synthetic LLM telemetry in the order in which it would have
 * arrived, with a count of every disturbance that was put into it, so that a test knows what must
 * become of each record.
 *
 * <p>The same settings give the same bytes on every machine: there is no wall clock and no shared
 * random state.
 */
package io.tidemark.traffic.generate;

/**
 * How does a recorded trace become events? {@link io.tidemark.traffic.replay.TraceFormat} names the
 * formats, each with a {@link io.tidemark.traffic.replay.TraceReader}.
 *
 * <p>What a trace does not have is derived by a fixed rule, which is printed before the first event
 * and named in {@code metadata.derived} of each event, so that nothing derived is taken for
 * recorded.
 */
package io.tidemark.traffic.replay;

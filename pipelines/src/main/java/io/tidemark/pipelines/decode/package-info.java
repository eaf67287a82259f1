/**
 * What does a record contain? Turns the bytes of one input into typed, valid events, or into a
 * reason why it has none. {@link io.tidemark.pipelines.decode.RouteEvents} then sends each event to
 * the stream of its type and the others to the dead letters.
 *
 * <p>{@link io.tidemark.pipelines.decode.Decoder} is the seam: a further format is one class and
 * one line in {@link io.tidemark.pipelines.decode.Decoders}. Decoding never throws: whatever the
 * bytes are, each record ends as events or as dead letters.
 */
package io.tidemark.pipelines.decode;

/**
 * What does a record say? Turns the bytes of one input into typed, valid events, or into a reason
 * why not.
 *
 * <p>{@link io.tidemark.pipelines.decode.Decoder} is the seam: a further format is one class and
 * one line in {@link io.tidemark.pipelines.decode.Decoders}. Decoding never throws: whatever the
 * bytes are, each record ends as events or as a dead letter with its reason.
 */
package io.tidemark.pipelines.decode;

/**
 * Which forms does an input take between the source and the windows?
 *
 * <p>A {@link io.tidemark.pipelines.record.RawRecord} is what was read. A {@link
 * io.tidemark.pipelines.record.DecodedRecord} adds what it was decoded to: events, or the reason
 * why there is none. {@link io.tidemark.pipelines.record.WithSource} is one event, or what is
 * needed of it, with the record that it came from, whose bytes a dead letter will carry.
 */
package io.tidemark.pipelines.record;

package io.tidemark.pipelines.record;

/**
 * An event together with the raw record that it was read from.
 *
 * <p>The record is needed if the event turns out to be droppably late: its dead letter has the
 * original bytes and their place in Kafka. If the source has found that the event cannot be late,
 * the raw record is only a {@linkplain RawRecord#isPlace place}.
 *
 * @param <E> an event, or the part of an event that is aggregated
 * @param event the event
 * @param raw the record that it was read from; events of one record share it
 */
public record WithSource<E>(E event, RawRecord raw) {}

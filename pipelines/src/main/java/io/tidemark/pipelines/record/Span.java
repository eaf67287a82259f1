package io.tidemark.pipelines.record;

/**
 * Where one of several events stands in its record.
 *
 * @param from the index of its first byte in the value of the record, at least 0
 * @param length the number of its bytes, at least 0
 */
public record Span(int from, int length) {}

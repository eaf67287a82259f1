package io.tidemark.pipelines.decode;

/** An event, or what is needed of it, and the input it was read from, for the dead letters. */
public record WithSource<E>(E event, RawRecord raw) {}

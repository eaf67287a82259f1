package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.record.Span;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where in a record a span stands, and what belongs to it. In Protobuf these are the contents of
 * the messages, without tag and length; in JSON the objects with their braces.
 *
 * @param resource null if there is none
 * @param scope null if there is none
 * @param leaf the span or log record
 * @param attributes in JSON, the index of the bracket that closes the array of the leaf's
 *     attributes; otherwise, or without one, -1
 */
record Slices(@Nullable Span resource, @Nullable Span scope, Span leaf, int attributes) {}

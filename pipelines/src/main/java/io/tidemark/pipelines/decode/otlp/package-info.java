/**
 * What did an OpenTelemetry export request say about requests to models? Reads requests of traces
 * and logs, in Protobuf and JSON, and gives each span or log record one fate: a call of a model,
 * feedback, rejected with a reason, or skipped because it is neither.
 *
 * <p>Bytes become {@link io.tidemark.pipelines.decode.otlp.SpanFields} by a reader for each
 * encoding, and fields become a fate by one mapping for both. {@link
 * io.tidemark.pipelines.decode.otlp.OtlpReader} is the way in.
 */
package io.tidemark.pipelines.decode.otlp;

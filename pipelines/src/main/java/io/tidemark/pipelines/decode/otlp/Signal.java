package io.tidemark.pipelines.decode.otlp;

/**
 * What a request exports. In Protobuf the three look alike on the wire, so that the signal must be
 * known from the topic; in JSON the request names it.
 */
public enum Signal {
  /** Spans, of which requests to models become events. */
  TRACES("resourceSpans", "scopeSpans", "spans", "span"),
  /** Log records, of which evaluations by people become feedback. */
  LOGS("resourceLogs", "scopeLogs", "logRecords", "log record");

  /** The field of a JSON request of metrics, which are not taken in. */
  static final String METRICS = "resourceMetrics";

  final String resources;
  final String scopes;
  final String leaves;

  /** The word for one of its leaves, for messages. */
  final String leaf;

  Signal(String resources, String scopes, String leaves, String leaf) {
    this.resources = resources;
    this.scopes = scopes;
    this.leaves = leaves;
    this.leaf = leaf;
  }
}

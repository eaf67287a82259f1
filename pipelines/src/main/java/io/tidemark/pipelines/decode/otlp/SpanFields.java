package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.record.Span;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the mapping needs of one span or log record, from either encoding; used again for the next.
 */
final class SpanFields {
  /** The most tags that a span may have; what is beyond is left out. */
  static final int MOST_TAGS = 64;

  /** The code of a status that is an error. */
  static final int STATUS_ERROR = 2;

  final KnownKeys keys;
  final Attributes attributes;

  /** Of the resource, while it is read; then {@link #resource} has what is needed of it. */
  final Attributes resourceAttributes;

  final SpanId trace = new SpanId("traceId", 16);
  final SpanId span = new SpanId("spanId", 8);
  final SpanId parent = new SpanId("parentSpanId", 8);

  /**
   * Start of a span, or the observed time of a log record: unsigned ns since the epoch; 0: none.
   */
  long startNanos;

  /** End of a span, or the time of a log record: unsigned ns since the epoch; 0: none. */
  long endNanos;

  /** What is wrong with a time; null for nothing. */
  @Nullable String timeProblem;

  int statusCode;

  /** The name of the event that a log record is; null for none. */
  @Nullable String eventName;

  /** When the first token came: unsigned ns since the epoch; 0: not said. */
  long firstTokenNanos;

  /** The type that an exception event names; null for none. */
  @Nullable String exceptionType;

  /** Why the span cannot be read as a whole; null if it can. */
  @Nullable String broken;

  ResourceFacts resource = ResourceFacts.NONE;
  String scope = "";

  @Nullable Span resourceSlice;
  @Nullable Span scopeSlice;

  /** Where the array of attributes of a JSON span is closed; -1 if there is none. */
  int attributesEnd = -1;

  private final Map<String, String> tags = new TreeMap<>();
  private int tagsLeftOut;

  SpanFields(KnownKeys keys) {
    this.keys = keys;
    attributes = new Attributes(keys.slots);
    resourceAttributes = new Attributes(keys.slots);
  }

  /** Makes it ready for the next record. */
  void clear() {
    clearResource();
    clearLeaf();
  }

  /** Makes it ready for the next resource. */
  void clearResource() {
    resource = ResourceFacts.NONE;
    resourceSlice = null;
    resourceAttributes.clear();
    clearScope();
  }

  /** Makes it ready for the next scope. */
  void clearScope() {
    scope = "";
    scopeSlice = null;
  }

  /** Makes it ready for the next span of the same scope. */
  void clearLeaf() {
    attributes.clear();
    trace.clear();
    span.clear();
    parent.clear();
    startNanos = 0;
    endNanos = 0;
    timeProblem = null;
    statusCode = 0;
    eventName = null;
    firstTokenNanos = 0;
    exceptionType = null;
    broken = null;
    attributesEnd = -1;
    tags.clear();
    tagsLeftOut = 0;
  }

  /** Takes what is needed of the resource whose attributes were read. */
  void resourceRead(Span slice) {
    resource = ResourceFacts.of(resourceAttributes, keys.team);
    resourceSlice = slice;
  }

  /** Takes the name of the scope. */
  void scopeRead(String name, Span slice) {
    scope = name;
    scopeSlice = slice;
  }

  /** Returns empty slots for the attributes of an event: those of the resource, which was read. */
  Attributes eventAttributes() {
    resourceAttributes.clear();
    return resourceAttributes;
  }

  /** Takes the type of an exception event whose attributes were read; the first counts. */
  void exceptionRead() {
    if (exceptionType == null) {
      exceptionType = resourceAttributes.text(Key.EXCEPTION_TYPE);
    }
  }

  /** Takes an event that a first token or chunk is; the earliest counts. */
  void firstToken(long nanos) {
    if (nanos != 0 && (firstTokenNanos == 0 || Long.compareUnsigned(nanos, firstTokenNanos) < 0)) {
      firstTokenNanos = nanos;
    }
  }

  /** Takes a tag, if it can be kept. */
  void tag(String name, @Nullable String value) {
    String kept = value == null ? null : Texts.orNone(value);
    if (kept == null) {
      return;
    }
    if (tags.size() < MOST_TAGS && Texts.isIdentifier(name) && Texts.isText(kept)) {
      tags.put(name, kept);
    } else {
      tagsLeftOut++;
    }
  }

  /** The tags that were taken, which the next span does not change. */
  Map<String, String> tags() {
    return tags.isEmpty() ? Map.of() : new TreeMap<>(tags);
  }

  int tagsLeftOut() {
    return tagsLeftOut;
  }

  Slices slices(int leafFrom, int leafLength) {
    return new Slices(resourceSlice, scopeSlice, new Span(leafFrom, leafLength), attributesEnd);
  }
}

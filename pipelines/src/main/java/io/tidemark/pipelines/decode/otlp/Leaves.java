package io.tidemark.pipelines.decode.otlp;

/** Takes the spans or log records of one request, one after the other. */
interface Leaves {

  /**
   * Takes the span that was read, before the next is read into the same fields.
   *
   * @param from the index of its first byte in the record
   * @param length the number of its bytes
   * @throws Unreadable if the record has more than is accepted
   */
  void take(SpanFields fields, int from, int length) throws Unreadable;
}

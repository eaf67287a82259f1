package io.tidemark.pipelines.record;

/**
 * Where one of several events stands in its record, and so what a dead letter of it consists of.
 */
public sealed interface Part permits Span, OtlpPart, NoBytes {

  /**
   * Returns bytes that can be decoded again, to this event alone.
   *
   * @param record the value of the record
   */
  Bytes of(Bytes record);
}

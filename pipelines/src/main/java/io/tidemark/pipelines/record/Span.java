package io.tidemark.pipelines.record;

/**
 * A part that is a record of its own as it stands.
 *
 * @param from the index of its first byte in the value of the record, at least 0
 * @param length the number of its bytes, at least 0
 */
public record Span(int from, int length) implements Part {

  /** Returns these bytes of the record, without copying them. */
  @Override
  public Bytes of(Bytes record) {
    return record.part(this);
  }
}

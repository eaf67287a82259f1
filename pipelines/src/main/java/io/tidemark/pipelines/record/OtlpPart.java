package io.tidemark.pipelines.record;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A span or log record of an OTLP export request. Its bytes are a request of its own: the resource
 * and the scope that it stands under, and itself.
 *
 * @param form the encoding of the request, and what it exports
 * @param resource the content of the message {@code Resource}, without tag and length; in JSON the
 *     object with its braces; null if there is none
 * @param scope likewise of {@code InstrumentationScope}
 * @param leaf likewise of the span or log record
 */
public record OtlpPart(
    OtlpForm form, @Nullable Span resource, @Nullable Span scope, Span leaf) implements Part {

  @Override
  public Bytes of(Bytes record) {
    return Bytes.of(form.request(this, record));
  }
}

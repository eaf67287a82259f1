package io.tidemark.pipelines.record;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A span or log record of an OTLP export request. Its bytes are a request of its own: the resource
 * and the scope that it stands under, and itself, with what it has from other leaves of the
 * request.
 *
 * @param form the encoding of the request, and what it exports
 * @param resource the content of the message {@code Resource}, without tag and length; in JSON the
 *     object with its braces; null if there is none
 * @param scope likewise of {@code InstrumentationScope}
 * @param leaf likewise of the span or log record
 * @param added further bytes of the leaf: what it has from others, in the encoding of the request
 * @param addedAt where in the record they belong, from the begin to the end of the leaf
 */
public record OtlpPart(
    OtlpForm form,
    @Nullable Span resource,
    @Nullable Span scope,
    Span leaf,
    Bytes added,
    int addedAt)
    implements Part {

  /** Creates a part that has nothing from other leaves. */
  public OtlpPart(OtlpForm form, @Nullable Span resource, @Nullable Span scope, Span leaf) {
    this(form, resource, scope, leaf, Bytes.NONE, leaf.from());
  }

  /** Returns the bytes of the leaf, with those that are added. */
  Bytes whole(Bytes record) {
    Bytes bare = record.part(leaf);
    if (added.length() == 0) {
      return bare;
    }
    int before = addedAt - leaf.from();
    byte[] whole = new byte[leaf.length() + added.length()];
    System.arraycopy(bare.array(), bare.from(), whole, 0, before);
    System.arraycopy(added.array(), added.from(), whole, before, added.length());
    System.arraycopy(
        bare.array(), bare.from() + before, whole, before + added.length(), leaf.length() - before);
    return Bytes.of(whole);
  }

  @Override
  public Bytes of(Bytes record) {
    return Bytes.of(form.request(this, record));
  }
}

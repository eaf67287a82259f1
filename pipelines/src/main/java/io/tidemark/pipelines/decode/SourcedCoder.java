package io.tidemark.pipelines.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;

/** The event by its own coder, then the raw record. */
public final class SourcedCoder<E> extends StructuredCoder<Sourced<E>> {
  private static final long serialVersionUID = 1L;

  private final Coder<E> eventCoder;

  private SourcedCoder(Coder<E> eventCoder) {
    this.eventCoder = eventCoder;
  }

  public static <E> SourcedCoder<E> of(Coder<E> eventCoder) {
    return new SourcedCoder<>(eventCoder);
  }

  @Override
  public void encode(Sourced<E> sourced, OutputStream out) throws IOException {
    eventCoder.encode(sourced.event(), out);
    RawRecordCoder.of().encode(sourced.raw(), out);
  }

  @Override
  public Sourced<E> decode(InputStream in) throws IOException {
    return new Sourced<>(eventCoder.decode(in), RawRecordCoder.of().decode(in));
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(eventCoder);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    eventCoder.verifyDeterministic();
  }

  @Override
  public boolean consistentWithEquals() {
    return eventCoder.consistentWithEquals();
  }
}

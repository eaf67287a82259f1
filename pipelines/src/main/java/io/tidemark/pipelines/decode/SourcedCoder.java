package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.event.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.StructuredCoder;

/** The event by its own coder; then 0, partition and offset, or 1 and the whole raw record. */
public final class SourcedCoder<E> extends StructuredCoder<Sourced<E>> {
  private static final long serialVersionUID = 1L;

  private static final int PLACE = 0;
  private static final int WHOLE = 1;

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
    RawRecord raw = sourced.raw();
    if (raw.isPlace()) {
      out.write(PLACE);
      Wire.writeInt(raw.partition(), out);
      Wire.writeLong(raw.offset(), out);
    } else {
      out.write(WHOLE);
      RawRecordCoder.of().encode(raw, out);
    }
  }

  @Override
  public Sourced<E> decode(InputStream in) throws IOException {
    E event = eventCoder.decode(in);
    int form = Wire.readByte(in);
    return switch (form) {
      case PLACE -> new Sourced<>(event, RawRecord.placeOf(Wire.readInt(in), Wire.readLong(in)));
      case WHOLE -> new Sourced<>(event, RawRecordCoder.of().decode(in));
      default ->
          throw new CoderException(
              "a record is stored in form "
                  + form
                  + "; this program reads "
                  + PLACE
                  + " and "
                  + WHOLE);
    };
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

package io.tidemark.pipelines.record;

import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.StructuredCoder;

/**
 * Encodes a {@link WithSource} as the event by its own coder, then 0 with partition and offset for
 * a record that is only a place, 1 with the whole raw record, or 2 with partition, offset and index
 * for the place of one of several events in a record.
 */
public final class WithSourceCoder<E> extends StructuredCoder<WithSource<E>> {
  private static final long serialVersionUID = 1L;

  private static final int PLACE = 0;
  private static final int WHOLE = 1;
  private static final int PLACE_IN_RECORD = 2;

  private final Coder<E> eventCoder;

  private WithSourceCoder(Coder<E> eventCoder) {
    this.eventCoder = eventCoder;
  }

  /** Returns the coder for events that {@code eventCoder} encodes. */
  public static <E> WithSourceCoder<E> of(Coder<E> eventCoder) {
    return new WithSourceCoder<>(eventCoder);
  }

  @Override
  public void encode(WithSource<E> withSource, OutputStream out) throws IOException {
    eventCoder.encode(withSource.event(), out);
    RawRecord raw = withSource.raw();
    if (raw.isPlace()) {
      boolean isWhole = raw.index() == RawRecord.WHOLE;
      out.write(isWhole ? PLACE : PLACE_IN_RECORD);
      BinaryFormat.writeInt(raw.partition(), out);
      BinaryFormat.writeLong(raw.offset(), out);
      if (!isWhole) {
        BinaryFormat.writeInt(raw.index(), out);
      }
    } else {
      out.write(WHOLE);
      RawRecordCoder.of().encode(raw, out);
    }
  }

  @Override
  public WithSource<E> decode(InputStream in) throws IOException {
    E event = eventCoder.decode(in);
    int format = BinaryFormat.readByte(in);
    return switch (format) {
      case PLACE ->
          new WithSource<>(
              event, RawRecord.placeOf(BinaryFormat.readInt(in), BinaryFormat.readLong(in)));
      case WHOLE -> new WithSource<>(event, RawRecordCoder.of().decode(in));
      case PLACE_IN_RECORD -> {
        RawRecord place = RawRecord.placeOf(BinaryFormat.readInt(in), BinaryFormat.readLong(in));
        yield new WithSource<>(event, place.part(BinaryFormat.readInt(in), new Span(0, 0)));
      }
      default ->
          throw new CoderException(
              "a record is stored in form " + format + "; this program reads 0, 1 and 2");
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

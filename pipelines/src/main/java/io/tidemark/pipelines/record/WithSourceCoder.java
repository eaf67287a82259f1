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
 * a record that is only a place, 1 with the whole raw record, or 2 with partition, offset, index
 * and how it was read again, for the place of one of several events in a record, or of a record
 * that a job without state reads.
 */
public final class WithSourceCoder<E> extends StructuredCoder<WithSource<E>> {
  private static final long serialVersionUID = 1L;

  private static final int PLACE = 0;
  private static final int WHOLE = 1;
  private static final int FURTHER_PLACE = 2;

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
      boolean isPlain = raw.index() == RawRecord.WHOLE && raw.resumed() == null;
      out.write(isPlain ? PLACE : FURTHER_PLACE);
      BinaryFormat.writeInt(raw.partition(), out);
      BinaryFormat.writeLong(raw.offset(), out);
      if (!isPlain) {
        BinaryFormat.writeInt(raw.index() + 1, out);
        ResumedFormat.write(raw.resumed(), out);
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
      case FURTHER_PLACE -> {
        int partition = BinaryFormat.readInt(in);
        long offset = BinaryFormat.readLong(in);
        int index = BinaryFormat.readInt(in) - 1;
        RawRecord place = RawRecord.placeOf(partition, offset, ResumedFormat.read(in));
        yield new WithSource<>(
            event, index == RawRecord.WHOLE ? place : place.part(index, new Span(0, 0)));
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

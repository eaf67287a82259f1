package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.deadletter.Reason;
import java.io.Serializable;
import java.util.List;

/**
 * The formats that are understood, in the order in which they are asked. The first that accepts a
 * record decodes it; {@link JsonDecoder}, the last, accepts all.
 *
 * <pre>{@code
 * List<Decoded> decoded = Decoders.standard(Decoders.DEFAULT_MAX_RECORD_BYTES).decode(record);
 * }</pre>
 *
 * <p>A record longer than the limit is {@code OVERSIZE} and is not looked into; an empty one (a
 * tombstone too) is {@code MALFORMED}.
 */
public final class Decoders implements Serializable {
  private static final long serialVersionUID = 1L;

  /** 1 MiB, in bytes: the largest record a Kafka broker accepts by default. */
  public static final int DEFAULT_MAX_RECORD_BYTES = 1 << 20;

  private final List<Decoder> formats;
  private final int maxRecordBytes;

  private Decoders(List<Decoder> formats, int maxRecordBytes) {
    if (maxRecordBytes < 1) {
      throw new IllegalArgumentException(
          "maxRecordBytes is " + maxRecordBytes + ": at least 1 byte is needed");
    }
    this.formats = formats;
    this.maxRecordBytes = maxRecordBytes;
  }

  /** All formats; {@code maxRecordBytes}, at least 1, is the length of the longest record. */
  public static Decoders standard(int maxRecordBytes) {
    return new Decoders(
        List.of(
            new CloudEventsBinaryDecoder(), // by its headers
            new JsonDecoder()), // native, envelope, CloudEvents structured: by its content
        maxRecordBytes);
  }

  /** What the record says; never empty, never throws. */
  public List<Decoded> decode(RawRecord record) {
    int length = record.bytes().length();
    if (length > maxRecordBytes) {
      return rejected(
          Reason.OVERSIZE,
          "the record is " + length + " bytes; at most " + maxRecordBytes + " are accepted");
    }
    if (length == 0) {
      return rejected(Reason.MALFORMED, "the record is empty; a JSON object is needed");
    }
    for (Decoder format : formats) {
      if (format.accepts(record)) {
        return decode(format, record);
      }
    }
    return rejected(Reason.MALFORMED, "the record is in no known format");
  }

  private static List<Decoded> decode(Decoder format, RawRecord record) {
    try {
      return format.decode(record);
    } catch (RuntimeException | StackOverflowError e) {
      // A decoder's own defect: the record is kept with the evidence and the job lives on.
      return rejected(
          Reason.MALFORMED, format.getClass().getSimpleName() + " could not read the record: " + e);
    }
  }

  private static List<Decoded> rejected(Reason reason, String error) {
    return List.of(new Decoded.Rejected(reason, error, null));
  }
}

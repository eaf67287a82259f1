package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import java.io.Serializable;
import java.util.List;

/**
 * The formats that are understood, in the order in which they are tried. The first that accepts a
 * record decodes it; the last, {@link JsonDecoder} or {@link MappedJsonDecoder}, accepts every
 * record.
 *
 * <pre>{@code
 * List<Decoded> decoded = Decoders.standard(Decoders.DEFAULT_MAX_RECORD_BYTES).decode(record);
 * }</pre>
 *
 * <p>A record longer than the limit, or with more than 10,000 events, is {@code OVERSIZE} and is
 * not looked into. An empty record, such as a tombstone, is {@code MALFORMED}.
 */
public final class Decoders implements Serializable {
  private static final long serialVersionUID = 1L;

  /** 1 MiB, in bytes: the largest record that a Kafka broker accepts by default. */
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

  /**
   * Returns the decoders of all formats.
   *
   * @param maxRecordBytes the length of the longest record that is decoded, at least 1
   */
  public static Decoders standard(int maxRecordBytes) {
    return standard(maxRecordBytes, EventRules.DEFAULT);
  }

  /**
   * Returns the decoders of all formats, with rules of this job.
   *
   * @param maxRecordBytes the length of the longest record that is decoded, at least 1
   */
  public static Decoders standard(int maxRecordBytes, EventRules rules) {
    return of(OtlpDecoder.ofJson(rules), rules, maxRecordBytes);
  }

  /** Returns the decoders of a job with these options. */
  public static Decoders of(TidemarkOptions options) {
    EventRules rules = EventRules.of(options);
    return of(OtlpDecoder.of(options, rules), rules, options.getMaxRecordBytes());
  }

  private static Decoders of(OtlpDecoder otlp, EventRules rules, int maxRecordBytes) {
    JsonDecoder json = new JsonDecoder(rules);
    return new Decoders(
        List.of(
            otlp, // recognised by the topic, or by what it begins with
            new CloudEventsBinaryDecoder(json), // recognised by its headers
            rules.mappings().isEmpty() // either accepts everything, so it must be last
                ? json
                : new MappedJsonDecoder(rules.mappings(), json)),
        maxRecordBytes);
  }

  /** Returns the length of the longest record that is decoded, in bytes. */
  public int maxRecordBytes() {
    return maxRecordBytes;
  }

  /** Returns an outcome for each event in the record; never throws. */
  public List<Decoded> decode(RawRecord record) {
    return read(record).decoded();
  }

  /**
   * Returns the record with an outcome for each event in it, and where each stands; never throws.
   */
  public DecodedRecord read(RawRecord record) {
    int length = record.bytes().length();
    if (length > maxRecordBytes) {
      return rejected(
          record,
          Reason.OVERSIZE,
          "the record is " + length + " bytes; at most " + maxRecordBytes + " are accepted");
    }
    if (length == 0) {
      return rejected(record, Reason.MALFORMED, "the record is empty; a JSON object is needed");
    }
    for (Decoder format : formats) {
      if (format.accepts(record)) {
        return decode(format, record);
      }
    }
    return rejected(record, Reason.MALFORMED, "the record is in no known format");
  }

  private static DecodedRecord decode(Decoder format, RawRecord record) {
    try {
      return format.decode(record);
    } catch (RuntimeException | StackOverflowError e) {
      // A defect of the decoder. As a dead letter the record keeps the evidence; a failure here
      // would repeat for ever and stop the job.
      return rejected(
          record,
          Reason.MALFORMED,
          format.getClass().getSimpleName() + " could not read the record: " + e);
    }
  }

  private static DecodedRecord rejected(RawRecord record, Reason reason, String error) {
    return new DecodedRecord(record, List.of(new Decoded.Rejected(reason, error, null)));
  }
}

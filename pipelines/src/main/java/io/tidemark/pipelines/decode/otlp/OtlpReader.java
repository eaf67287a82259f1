package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.record.Bytes;
import java.util.List;

/**
 * Reads export requests of one signal and gives each span or log record in them its fate.
 *
 * <pre>{@code
 * OtlpRecord request = new OtlpReader(Signal.TRACES, OtlpOptions.DEFAULT).read(bytes);
 * for (int i = 0; i < request.size(); i++) {
 *   if (request.fate(i) instanceof SpanFate.Call call) { … call.call() … }
 * }
 * }</pre>
 *
 * <p>The first byte tells the encoding: a brace begins JSON, anything else is read as Protobuf,
 * whose requests begin with 0x0A. An empty request has no spans, and that is no error.
 *
 * <p>It never throws, whatever the bytes are, and needs memory for what is kept of each span, not
 * for prompts and answers. It is used again for each record, by one thread at a time.
 */
public final class OtlpReader {
  private static final int BYTE_ORDER_MARK = 3;

  private final Signal signal;
  private final OtlpOptions options;
  private final SpanFields fields;
  private final ProtobufReader protobuf;
  private final JsonReader json;

  /** Creates a reader of requests of this signal. */
  public OtlpReader(Signal signal, OtlpOptions options) {
    this.signal = signal;
    this.options = options;
    this.fields = new SpanFields(new KnownKeys(options.teamKeys()));
    this.protobuf = new ProtobufReader(signal);
    this.json = new JsonReader(signal);
  }

  /** Returns the request with the fates of its spans. */
  public OtlpRecord read(Bytes record) {
    try {
      return new OtlpRecord(record, signal, options, outcomes(record));
    } catch (Unreadable e) {
      return OtlpRecord.unreadable(record, signal, options, e.reason, e.sentence());
    } catch (RuntimeException e) {
      // A defect of this reader. As a dead letter the record keeps the evidence; a failure here
      // would repeat for ever and stop the job.
      return OtlpRecord.unreadable(
          record, signal, options, Reason.MALFORMED, "the request could not be read: " + e);
    } finally {
      fields.clear();
    }
  }

  private List<Outcome> outcomes(Bytes record) throws Unreadable {
    if (signal == Signal.LOGS) {
      LogRecords logs = new LogRecords(options);
      read(record, logs);
      return logs.outcomes();
    }
    TraceSpans spans = new TraceSpans(options);
    read(record, spans);
    return spans.outcomes();
  }

  private void read(Bytes record, Leaves leaves) throws Unreadable {
    fields.clear();
    if (isJson(record)) {
      checkUtf8(record);
      json.read(record, fields, leaves);
    } else {
      protobuf.read(record, fields, leaves);
    }
  }

  /** Returns whether the record is JSON, judged by its first byte behind blanks. */
  static boolean isJson(Bytes record) {
    int at = 0;
    if (record.length() > BYTE_ORDER_MARK
        && byteAt(record, 0) == (byte) 0xEF
        && byteAt(record, 1) == (byte) 0xBB
        && byteAt(record, 2) == (byte) 0xBF) {
      at = BYTE_ORDER_MARK;
    }
    while (at < record.length() && isBlank(byteAt(record, at))) {
      at++;
    }
    return at < record.length() && byteAt(record, at) == '{';
  }

  /** A line feed is none here: it is the byte that a request in Protobuf begins with. */
  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  /** Jackson would take zero bytes among the first four for UTF-16 or UTF-32. */
  private static void checkUtf8(Bytes record) throws Unreadable {
    for (int i = 0; i < Math.min(4, record.length()); i++) {
      if (byteAt(record, i) == 0) {
        throw Unreadable.malformed("the record has a zero byte; JSON in UTF-8 is needed");
      }
    }
  }

  private static byte byteAt(Bytes record, int index) {
    return record.array()[record.from() + index];
  }
}

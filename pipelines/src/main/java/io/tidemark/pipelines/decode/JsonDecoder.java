package io.tidemark.pipelines.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import io.tidemark.pipelines.document.UntrustedJson;
import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.Excerpt;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.pipelines.record.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.base.Utf8;

/**
 * Decodes JSON in UTF-8: the native form, the envelope and structured CloudEvents, which are
 * recognised by their fields, in this order:
 *
 * <ul>
 *   <li>{@code specversion} beside {@code data} or {@code data_base64}: a CloudEvent;
 *   <li>{@code event_type} or {@code data}, and no {@code type} that is a native name: an envelope;
 *   <li>anything else: the native form.
 * </ul>
 *
 * <p>A record may have several of these: the elements of an array, as in a batch of CloudEvents, or
 * objects one after the other, such as lines. Each is decoded by itself, up to 10,000 in a record.
 * An array within an array is no event, and an array without one is {@code MALFORMED}.
 *
 * <p>The id, time, type and metadata of an envelope or CloudEvent count where the payload does not
 * have them. {@code NaN} and {@code Infinity}, which some programs write though JSON has no such
 * numbers, are read, and are {@code INVALID} as the value of a known field. A number beyond the
 * range of a double reads as infinite, so it is {@code INVALID} too. An object nested deeper than
 * {@value #DEEPEST} levels is {@code MALFORMED}.
 */
final class JsonDecoder implements Decoder {
  private static final long serialVersionUID = 1L;
  private static final int DEEPEST = 64;

  private static final String TOO_MANY =
      "the record has more than %d events; at most %<d are accepted".formatted(EventSpans.MOST);

  private static final Json JSON =
      new Json(UntrustedJson.upToDepth(DEEPEST).enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER));

  private final EventRules rules;

  JsonDecoder(EventRules rules) {
    this.rules = rules;
  }

  @Override
  public boolean accepts(RawRecord record) {
    return true;
  }

  @Override
  public DecodedRecord decode(RawRecord record) {
    return decode(record, object -> decode(object, EnvelopeFields.NONE));
  }

  /** Decodes each object of a record by {@code one}. */
  DecodedRecord decode(RawRecord record, Function<Bytes, Decoded> one) {
    Decoded whole = one.apply(record.bytes());
    if (whole instanceof Decoded.Event) {
      return new DecodedRecord(record, List.of(whole));
    }
    EventSpans spans = EventSpans.in(record.bytes());
    if (spans.isOneValue()) {
      return new DecodedRecord(record, List.of(whole));
    }
    return several(record, spans.found(), one);
  }

  private static DecodedRecord several(
      RawRecord record, List<Span> spans, Function<Bytes, Decoded> one) {
    if (spans.isEmpty()) {
      return rejected(
          record, Rejection.malformed("the record is an array without an event; one is needed"));
    }
    if (spans.size() > EventSpans.MOST) {
      return rejected(record, Rejection.oversize(TOO_MANY));
    }
    List<Decoded> outcomes = new ArrayList<>(spans.size());
    for (Span span : spans) {
      outcomes.add(one.apply(record.bytes().part(span)));
    }
    return new DecodedRecord(record, outcomes, spans);
  }

  private static DecodedRecord rejected(RawRecord record, Rejection rejection) {
    return new DecodedRecord(record, List.of(rejection.asDecoded(null)));
  }

  /**
   * Decodes one JSON object. {@code envelope} has the fields that the transport gives it, as
   * headers do; with {@link EnvelopeFields#NONE} the object itself may be an envelope.
   */
  Decoded decode(Bytes json, EnvelopeFields envelope) {
    return decode(json, envelope, JSON.ofThisThread().fields);
  }

  private Decoded decode(Bytes json, EnvelopeFields envelope, JsonFields fields) {
    TextScan scan = TextScan.at(json);
    fields.clear(scan.hasBackslash());
    try {
      checkUtf8(json, scan);
      read(json, fields);
    } catch (Rejection rejection) {
      return rejection.asDecoded(new EventFactory(fields, envelope, rules).knownTimestampMillis());
    }
    return envelope == EnvelopeFields.NONE
        ? unwrapped(fields)
        : new EventFactory(fields, envelope, rules).decoded();
  }

  private Decoded unwrapped(JsonFields fields) {
    try {
      if (isCloudEvent(fields)) {
        return cloudEvent(fields);
      }
      return isEnvelope(fields)
          ? new EventFactory(requiredData(fields), envelope(fields), rules).decoded()
          : new EventFactory(fields, EnvelopeFields.NONE, rules).decoded();
    } catch (Rejection rejection) {
      return rejection.asDecoded(
          new EventFactory(fields, EnvelopeFields.NONE, rules).knownTimestampMillis());
    }
  }

  private static boolean isCloudEvent(JsonFields fields) {
    return fields.has(Field.SPECVERSION)
        && (fields.has(Field.DATA) || fields.has(Field.DATA_BASE64));
  }

  private static boolean isEnvelope(JsonFields fields) throws Rejection {
    if (!fields.has(Field.EVENT_TYPE) && !fields.has(Field.DATA)) {
      return false;
    }
    String type = fields.has(Field.TYPE) ? fields.text(Field.TYPE) : null;
    return type == null || EventType.named(type) == null;
  }

  private static EnvelopeFields envelope(JsonFields fields) throws Rejection {
    return new EnvelopeFields(
        fields.keptText(Field.ID),
        fields.text(Field.TIMESTAMP),
        fields.text(Field.EVENT_TYPE),
        metadataOfEnvelope(fields));
  }

  private Decoded cloudEvent(JsonFields fields) throws Rejection {
    EnvelopeFields envelope =
        new EnvelopeFields(
            fields.keptText(Field.ID), fields.text(Field.TIME), fields.text(Field.TYPE), Map.of());
    if (!fields.has(Field.DATA_BASE64)) {
      return new EventFactory(requiredData(fields), envelope, rules).decoded();
    }
    if (fields.has(Field.DATA)) {
      throw Rejection.malformed("data and data_base64 stand both there; one of them is allowed");
    }
    // Not into the fields of the thread: they still hold the CloudEvent around this payload.
    return decode(base64(fields.requiredText(Field.DATA_BASE64)), envelope, new JsonFields());
  }

  private static Bytes base64(String text) throws Rejection {
    try {
      return Bytes.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw Rejection.malformed(
          "data_base64 is " + Excerpt.quoted(text) + "; Base64 is needed: " + e.getMessage());
    }
  }

  private static JsonFields requiredData(JsonFields fields) throws Rejection {
    JsonFields data = fields.data();
    if (data == null) {
      throw JsonFields.missing(Field.DATA);
    }
    return data;
  }

  /**
   * Returns the metadata of an envelope. Its form is not prescribed: what is not a text by a name
   * is left out.
   */
  private static Map<String, String> metadataOfEnvelope(JsonFields fields) {
    return fields.keptTexts(Field.METADATA);
  }

  private static void read(Bytes json, JsonFields fields) throws Rejection {
    try (JsonParser parser = JSON.createParser(json.array(), json.from(), json.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Rejection.malformed("the record is " + found(parser) + "; a JSON object is needed");
      }
      fields.read(parser);
      if (parser.nextToken() != null) {
        throw Rejection.malformed("something follows the JSON object; nothing is allowed there");
      }
    } catch (JsonProcessingException e) {
      throw Rejection.malformed("not JSON: " + e.getOriginalMessage() + place(e));
    } catch (IOException e) {
      throw Rejection.malformed("not JSON: " + e.getMessage());
    }
  }

  /**
   * Refuses everything but UTF-8. Jackson by itself would also accept UTF-16, UTF-32 and overlong
   * sequences.
   */
  private static void checkUtf8(Bytes json, TextScan scan) throws Rejection {
    if (!scan.isAscii() && !Utf8.isWellFormed(json.array(), json.from(), json.length())) {
      throw Rejection.malformed("the record is not valid UTF-8; JSON in UTF-8 is needed");
    }
    for (int i = 0; i < Math.min(4, json.length()); i++) {
      if (json.array()[json.from() + i] == 0) {
        throw Rejection.malformed("the record has a zero byte; JSON in UTF-8 is needed");
      }
    }
  }

  /** Returns whether these bytes may be JSON in UTF-8, the only encoding that is read. */
  static boolean isUtf8(Bytes json) {
    try {
      checkUtf8(json, TextScan.at(json));
      return true;
    } catch (Rejection rejection) {
      return false;
    }
  }

  private static String found(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return token == null ? "blank" : token.isScalarValue() ? "a single value" : "an array";
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " (at byte " + e.getLocation().getByteOffset() + ")";
  }

  /**
   * A JSON factory with a small table of buffers, found by the id of the thread. Jackson keeps its
   * buffers in a thread-local; looking them up there took a fifteenth of the time of reading,
   * because the thread of a task has many thread-locals. The fields of a record are kept there too:
   * new ones for each record were a sixth of all that a job allocates.
   */
  private static final class Json extends JsonFactory {
    private static final long serialVersionUID = 1L;
    private static final int THREADS = 32;

    private final transient Buffers[] buffers = new Buffers[THREADS];

    Json(JsonFactoryBuilder builder) {
      super(builder);
    }

    @Override
    public BufferRecycler _getBufferRecycler() {
      return ofThisThread();
    }

    Buffers ofThisThread() {
      long thread = Thread.currentThread().getId();
      int place = (int) thread & (THREADS - 1);
      Buffers own = buffers[place];
      if (own == null || own.thread != thread) {
        own = new Buffers(thread);
        buffers[place] = own;
      }
      return own;
    }
  }

  /**
   * What one thread uses again for each record. The buffer for texts is lent without taking a note
   * of it, because Jackson does so by an atomic exchange, in an array next to those of other
   * threads, which took a tenth of the time of reading. That is safe because a thread reads one
   * record after the other.
   */
  private static final class Buffers extends BufferRecycler {
    private final long thread;
    private final JsonFields fields = new JsonFields();
    private char[] text = new char[charBufferLength(CHAR_TEXT_BUFFER)];

    Buffers(long thread) {
      this.thread = thread;
    }

    @Override
    public char[] allocCharBuffer(int use, int least) {
      return use == CHAR_TEXT_BUFFER && least <= text.length
          ? text
          : super.allocCharBuffer(use, least);
    }

    @Override
    public void releaseCharBuffer(int use, char[] buffer) {
      if (use != CHAR_TEXT_BUFFER) {
        super.releaseCharBuffer(use, buffer);
      } else if (buffer.length > text.length) {
        text = buffer;
      }
    }
  }
}

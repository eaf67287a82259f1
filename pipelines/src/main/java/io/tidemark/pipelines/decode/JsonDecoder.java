package io.tidemark.pipelines.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.base.Utf8;

/**
 * JSON in UTF-8: the native form, the envelope and structured CloudEvents, told apart by their
 * fields.
 *
 * <ul>
 *   <li>{@code specversion} beside {@code data} or {@code data_base64}: a CloudEvent;
 *   <li>otherwise a {@code type} that is a native name: the native form;
 *   <li>otherwise {@code event_type} or {@code data}: an envelope.
 * </ul>
 *
 * <p>What an envelope or CloudEvent says of id, time, type and metadata counts where the payload
 * says nothing. {@code NaN} and {@code Infinity}, which some writers emit though JSON has no such
 * numbers, are read and then {@code INVALID} where a known field has them. A number beyond the
 * range of a double reads as infinite and is {@code INVALID} too. An object nested deeper than
 * {@value #DEEPEST} levels or a number of more than {@value #LONGEST_NUMBER} characters is {@code
 * MALFORMED}.
 */
final class JsonDecoder implements Decoder {
  private static final long serialVersionUID = 1L;
  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 400;

  private static final Json JSON =
      new Json(
          new JsonFactoryBuilder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(DEEPEST)
                      .maxNumberLength(LONGEST_NUMBER)
                      .maxStringLength(Integer.MAX_VALUE) // the record's length is limited already
                      .build())
              .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
              .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
              // Messages say where, not what: the record may hold what people wrote.
              .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
              // Unknown names come from outside: keep them out of the JVM's table of strings,
              // and let names that collide cost time, not a failure.
              .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
              .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW));

  @Override
  public boolean accepts(RawRecord record) {
    return true;
  }

  @Override
  public List<Decoded> decode(RawRecord record) {
    return List.of(decode(record.bytes(), EnvelopeFields.NONE));
  }

  /** Decodes one JSON object; {@code around} is what the transport says of it. */
  static Decoded decode(Bytes json, EnvelopeFields around) {
    return decode(json, around, JSON.ofThisThread().fields);
  }

  private static Decoded decode(Bytes json, EnvelopeFields around, JsonFields fields) {
    TextScan glance = TextScan.at(json);
    fields.clear(glance.hasBackslash());
    try {
      checkUtf8(json, glance);
      read(json, fields);
    } catch (Rejection rejection) {
      return rejection.asDecoded(new EventFactory(fields, around).knownTimestampMillis());
    }
    return around == EnvelopeFields.NONE
        ? unwrapped(fields)
        : new EventFactory(fields, around).decoded();
  }

  private static Decoded unwrapped(JsonFields fields) {
    try {
      if (isCloudEvent(fields)) {
        return cloudEvent(fields);
      }
      return isEnvelope(fields)
          ? new EventFactory(requiredData(fields), envelope(fields)).decoded()
          : new EventFactory(fields, EnvelopeFields.NONE).decoded();
    } catch (Rejection rejection) {
      return rejection.asDecoded(
          new EventFactory(fields, EnvelopeFields.NONE).knownTimestampMillis());
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
        fields.text(Field.ID),
        fields.text(Field.TIMESTAMP),
        fields.text(Field.EVENT_TYPE),
        metadataOfEnvelope(fields));
  }

  private static Decoded cloudEvent(JsonFields fields) throws Rejection {
    EnvelopeFields around =
        new EnvelopeFields(
            fields.text(Field.ID), fields.text(Field.TIME), fields.text(Field.TYPE), Map.of());
    if (!fields.has(Field.DATA_BASE64)) {
      return new EventFactory(requiredData(fields), around).decoded();
    }
    if (fields.has(Field.DATA)) {
      throw Rejection.malformed("data and data_base64 stand both there; one of them is allowed");
    }
    // Not in the thread's slots: they hold the event around it.
    return decode(base64(fields.requiredText(Field.DATA_BASE64)), around, new JsonFields());
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

  /** An envelope's metadata is free; what is not an object of texts is not ours. */
  private static Map<String, String> metadataOfEnvelope(JsonFields fields) {
    try {
      return fields.texts(Field.METADATA);
    } catch (Rejection notTexts) {
      return Map.of();
    }
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

  /** Jackson by itself would also read UTF-16 and UTF-32, and overlong forms. */
  private static void checkUtf8(Bytes json, TextScan glance) throws Rejection {
    if (!glance.isAscii() && !Utf8.isWellFormed(json.array(), json.from(), json.length())) {
      throw Rejection.malformed("the record is not valid UTF-8; JSON in UTF-8 is needed");
    }
    for (int i = 0; i < Math.min(4, json.length()); i++) {
      if (json.array()[json.from() + i] == 0) {
        throw Rejection.malformed("the record has a zero byte; JSON in UTF-8 is needed");
      }
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
   * Keeps its buffers by threads' numbers. Jackson keeps them in a thread-local, and looking that
   * up cost a fifteenth of reading: a task's thread has many. A record's fields are kept there too:
   * new ones for each were a sixth of all that a job allocates.
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
   * What one thread uses again for each record, one after the other. The buffer for texts is lent
   * without a note of it: Jackson's atomic exchange, of places next to those of other threads, cost
   * a tenth of reading.
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

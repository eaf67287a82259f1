package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.decode.mapping.Mappings;
import io.tidemark.pipelines.decode.mapping.Outcome;
import io.tidemark.pipelines.decode.mapping.Outcome.Native;
import io.tidemark.pipelines.decode.mapping.Outcome.NotMapped;
import io.tidemark.pipelines.decode.mapping.Outcome.Refused;
import io.tidemark.pipelines.decode.mapping.Target;
import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Decodes JSON of other programs, as {@link Mappings} say: each object is written in the native
 * form and decoded as such, so that limits, reasons and messages are those of native events. A
 * message also names the pointers that its field comes from. What no mapping takes is decoded as
 * without.
 *
 * <p>As in {@link JsonDecoder}, a record may have several objects.
 */
final class MappedJsonDecoder implements Decoder {
  private static final long serialVersionUID = 1L;

  private final Mappings mappings;
  private final JsonDecoder json;

  MappedJsonDecoder(Mappings mappings, JsonDecoder json) {
    this.mappings = mappings;
    this.json = json;
  }

  /** Returns the fields of events that can be mapped. */
  static Map<String, Target> targets() {
    Map<String, Target> targets = new TreeMap<>();
    for (int i = 0; i < Field.COUNT; i++) {
      Field field = Field.at(i);
      switch (field) {
        case SPECVERSION, EVENT_TYPE, TIME, DATA, DATA_BASE64, TYPE -> {
          continue; // of wrappings, not of events
        }
        default -> targets.put(field.key, target(field));
      }
    }
    return targets;
  }

  private static Target target(Field field) {
    return switch (field.kind) {
      case TIME -> Target.TIME;
      case NUMBERS, TEXTS -> Target.ENTRIES;
      case NUMBER ->
          field.key.endsWith("_ms")
              ? Target.MILLISECONDS
              : field.key.endsWith("_seconds")
                  ? Target.SECONDS
                  : field == Field.COST ? Target.DOLLARS : Target.VALUE;
      default -> Target.VALUE;
    };
  }

  @Override
  public boolean accepts(RawRecord record) {
    return true;
  }

  @Override
  public DecodedRecord decode(RawRecord record) {
    return json.decode(record, this::decodeOne);
  }

  private Decoded decodeOne(Bytes object) {
    if (!JsonDecoder.isUtf8(object)) {
      return json.decode(object, EnvelopeFields.NONE); // which says so
    }
    Outcome outcome = mappings.map(object);
    if (outcome instanceof Native mapped) {
      return explained(
          json.decode(Bytes.of(mapped.json()), EnvelopeFields.NONE), mapped::explained);
    }
    if (outcome instanceof Refused refused) {
      return Rejection.malformed(refused.error()).asDecoded(eventTime(refused));
    }
    Decoded decoded = json.decode(object, EnvelopeFields.NONE);
    return outcome instanceof NotMapped left && !left.isNative()
        ? explained(decoded, error -> error + " (no mapping is for this object: " + mappings + ")")
        : decoded;
  }

  private static Decoded explained(Decoded decoded, UnaryOperator<String> explanation) {
    return decoded instanceof Decoded.Rejected rejected
        ? new Decoded.Rejected(
            rejected.reason(), explanation.apply(rejected.error()), rejected.eventTimeMillis())
        : decoded;
  }

  private @Nullable Long eventTime(Refused refused) {
    Decoded soFar = json.decode(Bytes.of(refused.soFar()), EnvelopeFields.NONE);
    return soFar instanceof Decoded.Event event
        ? (Long) event.event().timestampMillis()
        : ((Decoded.Rejected) soFar).eventTimeMillis();
  }
}

package io.tidemark.pipelines.decode;

import static io.tidemark.pipelines.event.PerformanceMetrics.METADATA_DIMENSION;

import io.tidemark.pipelines.decode.mapping.Mappings;
import io.tidemark.pipelines.options.SomeOf;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.options.TimesWithoutOffset;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What depends on the job about how events are read.
 *
 * @param utcWithoutOffset whether a time without an offset is in UTC; otherwise it is rejected
 * @param dimensions names of the fields that make up the key of a series. One that cannot be used
 *     rejects its event; a field of that kind which is none of them does not
 * @param metadataDimensions those of them that are entries of the metadata, by the name there
 * @param mappings of other programs' JSON to events
 */
public record EventRules(
    boolean utcWithoutOffset,
    List<String> dimensions,
    List<String> metadataDimensions,
    Mappings mappings)
    implements Serializable {

  /** Times without an offset are rejected, and the dimensions are model and region. */
  public static final EventRules DEFAULT = new EventRules(false, List.of("model", "region"));

  /** What the options say. */
  public static EventRules of(TidemarkOptions options) {
    return new EventRules(
        options.getTimestampsWithoutOffset() == TimesWithoutOffset.UTC,
        List.of(options.getDimensions().strip().split(SomeOf.SEPARATOR)),
        mappings(options.getMapping()));
  }

  /**
   * Reads mappings.
   *
   * @param files files, or names of mappings that ship, separated by commas; null for none
   * @throws IllegalArgumentException with file, line, entry, value and what is allowed
   */
  public static Mappings mappings(@Nullable String files) {
    return files == null
        ? Mappings.NONE
        : Mappings.read(
            List.of(files.strip().split(SomeOf.SEPARATOR)), MappedJsonDecoder.targets());
  }

  /** Creates rules without mappings. */
  public EventRules(boolean utcWithoutOffset, List<String> dimensions) {
    this(utcWithoutOffset, dimensions, Mappings.NONE);
  }

  /** Rules for these dimensions, of which {@code metadata.NAME} is an entry of the metadata. */
  public EventRules(boolean utcWithoutOffset, List<String> dimensions, Mappings mappings) {
    this(
        utcWithoutOffset,
        List.copyOf(dimensions),
        dimensions.stream()
            .filter(name -> name.startsWith(METADATA_DIMENSION))
            .map(name -> name.substring(METADATA_DIMENSION.length()))
            .toList(),
        mappings);
  }

  /**
   * Returns what keeps the metadata of a request from being part of a key, in a sentence; null if
   * nothing does.
   */
  @Nullable String faultOfMetadata(Map<String, String> metadata) {
    for (String name : metadataDimensions) {
      String value = metadata.get(name);
      if (value != null && value.length() > Field.LONGEST_IDENTIFIER) {
        return "metadata.%s has %d characters; as a dimension at most %d are allowed"
            .formatted(name, value.length(), Field.LONGEST_IDENTIFIER);
      }
    }
    return null;
  }

  boolean isDimension(Field field) {
    for (int i = 0; i < dimensions.size(); i++) { // no iterator: this is asked for every event
      if (dimensions.get(i).equals(field.key)) {
        return true;
      }
    }
    return false;
  }
}

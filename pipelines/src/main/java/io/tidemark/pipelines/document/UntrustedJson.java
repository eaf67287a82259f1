package io.tidemark.pipelines.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/** How JSON is parsed that anybody may have sent. */
public final class UntrustedJson {

  private UntrustedJson() {}

  /**
   * Returns the settings of a factory of parsers.
   *
   * @param deepest how many objects and arrays may stand inside one another
   */
  public static JsonFactoryBuilder upToDepth(int deepest) {
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(deepest)
                // Only numbers of known fields are read, and those only if they are short.
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE) // the record's length is limited already
                .build())
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        // No excerpt of the record in messages: it may contain what people wrote.
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        // Names come from outside: keep them out of the JVM's table of strings, and let names that
        // collide cost time, not a failure.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW);
  }
}

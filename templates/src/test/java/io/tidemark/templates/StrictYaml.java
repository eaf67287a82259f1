package io.tidemark.templates;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads YAML into models, and fails on unknown fields, also where a model would keep them aside.
 */
final class StrictYaml {
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              });

  private StrictYaml() {}

  /** Returns the model of a text. */
  static <T> T parse(String yaml, Class<T> model) throws IOException {
    return STRICT.readValue(yaml, model);
  }

  /** Returns the model of a file in {@code kubernetes}. */
  static <T> T read(String file, Class<T> model) throws IOException {
    return STRICT.readValue(path(file).toFile(), model);
  }

  /** Returns the one document of a file of several that is of this kind. */
  static <T extends HasMetadata> T document(String file, Class<T> model) throws IOException {
    try (MappingIterator<JsonNode> all =
        STRICT.readerFor(JsonNode.class).readValues(path(file).toFile())) {
      List<JsonNode> found =
          all.readAll().stream()
              .filter(document -> document.path("kind").asText().equals(model.getSimpleName()))
              .toList();
      if (found.size() != 1) {
        throw new AssertionError(file + " has " + found.size() + " of " + model.getSimpleName());
      }
      return STRICT.treeToValue(found.get(0), model);
    }
  }

  private static Path path(String file) {
    return Path.of("kubernetes", file);
  }
}

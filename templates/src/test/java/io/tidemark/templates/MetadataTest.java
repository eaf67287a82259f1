package io.tidemark.templates;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.client.util.ClassInfo;
import com.google.api.services.dataflow.model.ParameterMetadata;
import com.google.api.services.dataflow.model.TemplateMetadata;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Flex Template's metadata says what {@link TidemarkOptions} declares: no more, no less. */
final class MetadataTest {

  private static final Set<String> TYPES =
      Set.of("TEXT", "BOOLEAN", "NUMBER", "ENUM", "GCS_READ_FILE");
  private static final Map<String, Method> OPTIONS = new TreeMap<>();
  private static final Map<String, JsonNode> PARAMETERS = new TreeMap<>();
  private static JsonNode metadata;

  @BeforeAll
  static void read() throws IOException {
    metadata = new ObjectMapper().readTree(Path.of("dataflow", "metadata.json").toFile());
    metadata.path("parameters").forEach(node -> PARAMETERS.put(text(node, "name"), node));
    for (Method method : TidemarkOptions.class.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Description.class)) {
        String name = method.getName().substring("get".length());
        OPTIONS.put(Character.toLowerCase(name.charAt(0)) + name.substring(1), method);
      }
    }
  }

  @Test
  void everyOptionIsAParameterAndNothingElseIs() {
    assertThat(PARAMETERS.keySet(), is(OPTIONS.keySet()));
    assertThat("named once", metadata.path("parameters").size(), is(OPTIONS.size()));
  }

  @Test
  void helpIsTheOptionsDescription() {
    OPTIONS.forEach(
        (name, option) ->
            assertThat(
                name,
                text(PARAMETERS.get(name), "helpText"),
                is(option.getAnnotation(Description.class).value())));
  }

  @Test
  void defaultsAreTheOptionsDefaults() throws ReflectiveOperationException {
    for (Map.Entry<String, Method> option : OPTIONS.entrySet()) {
      JsonNode parameter = PARAMETERS.get(option.getKey());
      assertThat(option.getKey(), text(parameter, "defaultValue"), is(preset(option.getValue())));
    }
  }

  /** Which of the two ends must be given depends on the others: the launcher says it at once. */
  @Test
  void noParameterIsRequiredByItself() {
    PARAMETERS.forEach(
        (name, parameter) -> assertThat(name, parameter.path("isOptional").asBoolean(), is(true)));
  }

  @Test
  void typesAreThoseOfTheOptions() {
    OPTIONS.forEach(
        (name, option) -> {
          String type = text(PARAMETERS.get(name), "paramType");
          assertThat(name, type, in(TYPES));
          Class<?> java = option.getReturnType();
          assertThat(name, type.equals("BOOLEAN"), is(java == Boolean.class));
          assertThat(name, type.equals("NUMBER"), is(Number.class.isAssignableFrom(java)));
          assertThat(name, type.equals("ENUM"), is(java.isEnum()));
        });
  }

  @Test
  void choicesAreThoseOfTheOption() {
    OPTIONS.forEach(
        (name, option) -> {
          List<String> choices = new ArrayList<>();
          PARAMETERS.get(name).path("enumOptions").forEach(c -> choices.add(text(c, "value")));
          Object[] constants = option.getReturnType().getEnumConstants();
          assertThat(
              name,
              choices,
              is(Stream.ofNullable(constants).flatMap(Stream::of).map(Object::toString).toList()));
        });
  }

  @Test
  void patternsTakeDefaultsAndExamplesAndNotNonsense() {
    PARAMETERS.forEach(
        (name, parameter) -> {
          List<String> values = new ArrayList<>();
          values.add(text(parameter, "defaultValue"));
          values.add(text(parameter.path("customMetadata"), "example"));
          values.removeIf(Objects::isNull);
          assertThat(name + " has a default or an example", values, not(hasSize(0)));
          assertThat(name, parameter.path("regexes").size(), is(1));
          String pattern = parameter.path("regexes").path(0).asText();
          values.forEach(value -> assertThat(name + "=" + value, value.matches(pattern), is(true)));
          assertThat(name, "not this, surely".matches(pattern), is(false));
        });
  }

  @Test
  void everyParameterHasALabelAndAGroup() {
    Set<String> labels = new HashSet<>();
    PARAMETERS.forEach(
        (name, parameter) -> {
          assertThat(name, labels.add(text(parameter, "label")), is(true));
          assertThat(name, text(parameter, "groupName").isBlank(), is(false));
        });
  }

  /** Dataflow's own model has a field for each that is used here. */
  @Test
  void everyFieldIsOneDataflowKnows() {
    assertThat(names(metadata), everyItem(in(known(TemplateMetadata.class))));
    PARAMETERS
        .values()
        .forEach(
            parameter ->
                assertThat(names(parameter), everyItem(in(known(ParameterMetadata.class)))));
  }

  @Test
  void theTemplateStreamsExactlyOnce() {
    assertThat(metadata.path("streaming").asBoolean(), is(true));
    assertThat(metadata.path("supportsExactlyOnce").asBoolean(), is(true));
    assertThat(metadata.path("supportsAtLeastOnce").asBoolean(true), is(false));
  }

  private static String preset(Method option) throws ReflectiveOperationException {
    for (Annotation annotation : option.getAnnotations()) {
      if (annotation.annotationType().getEnclosingClass() == Default.class) {
        return annotation.annotationType().getMethod("value").invoke(annotation).toString();
      }
    }
    return null;
  }

  private static Collection<String> known(Class<?> model) {
    return ClassInfo.of(model).getNames();
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).isMissingNode() ? null : node.path(field).asText();
  }
}

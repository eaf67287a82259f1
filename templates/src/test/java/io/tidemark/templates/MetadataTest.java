package io.tidemark.templates;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.client.util.ClassInfo;
import com.google.api.services.dataflow.model.ParameterMetadata;
import com.google.api.services.dataflow.model.TemplateMetadata;
import io.tidemark.pipelines.options.DeclaredOption;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.io.IOException;
import java.nio.file.Files;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The Flex Template's metadata says what {@link TidemarkOptions} declares: no more, no less. Order,
 * labels and examples of the parameters are those of the file; the rest is made from the options.
 */
final class MetadataTest {

  private static final Set<String> TYPES =
      Set.of("TEXT", "BOOLEAN", "NUMBER", "ENUM", "GCS_READ_FILE");

  /** Files, which on Dataflow are named otherwise than on a machine. */
  private static final Set<String> FILES =
      Set.of(
          "input",
          "consumerConfigFile",
          "dimensionValues",
          "jdbcPasswordFile",
          "producerConfigFile");

  private static final Map<String, DeclaredOption> OPTIONS = new TreeMap<>();
  private static final Map<String, JsonNode> PARAMETERS = new TreeMap<>();
  private static JsonNode metadata;

  @BeforeAll
  static void read() throws IOException {
    metadata = new ObjectMapper().readTree(Path.of("dataflow", "metadata.json").toFile());
    metadata.path("parameters").forEach(node -> PARAMETERS.put(text(node, "name"), node));
    DeclaredOption.of(TidemarkOptions.class).forEach(option -> OPTIONS.put(option.name(), option));
  }

  @Test
  void everyOptionIsAParameterAndNothingElseIs() {
    assertThat(PARAMETERS.keySet(), is(OPTIONS.keySet()));
    assertThat("named once", metadata.path("parameters").size(), is(OPTIONS.size()));
  }

  @Test
  void helpDefaultsGroupsAndPatternsAreTheOptions() throws IOException {
    ObjectNode declared = metadata.deepCopy();
    declared.path("parameters").forEach(parameter -> declare((ObjectNode) parameter));
    if (!declared.equals(metadata)) {
      Files.writeString(
          Path.of("target", "metadata.json"),
          new ObjectMapper().writer(new TwoSpaces()).writeValueAsString(declared) + "\n");
      fail(
          "dataflow/metadata.json differs from what the options declare. Accept what they do:\n"
              + "  cp templates/target/metadata.json templates/dataflow/metadata.json");
    }
  }

  private static void declare(ObjectNode parameter) {
    String name = text(parameter, "name");
    DeclaredOption option = OPTIONS.get(name);
    boolean file = FILES.contains(name);
    parameter.put(
        "helpText",
        option.description() + (file ? "" : " Allowed: " + option.allowed().words() + "."));
    parameter.put("groupName", option.group().title());
    if (option.preset() != null) {
      parameter.put("defaultValue", option.preset());
    } else {
      parameter.remove("defaultValue");
    }
    if (!file) {
      parameter.putArray("regexes").add("^" + option.allowed().pattern() + "$");
    }
  }

  /** Indents objects and arrays alike, and writes no space before a colon. */
  private static final class TwoSpaces extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;

    TwoSpaces() {
      indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    }

    @Override
    public TwoSpaces createInstance() {
      return new TwoSpaces();
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator g) throws IOException {
      g.writeRaw(": ");
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
          Class<?> java = option.getter().getReturnType();
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
          Object[] constants = option.getter().getReturnType().getEnumConstants();
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
          DeclaredOption option = OPTIONS.get(name);
          for (String nonsense : List.of("not this, surely", "", " ")) {
            boolean allowed = !FILES.contains(name) && option.check(nonsense).isEmpty();
            assertThat(name + "=" + nonsense, nonsense.matches(pattern), is(allowed));
          }
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

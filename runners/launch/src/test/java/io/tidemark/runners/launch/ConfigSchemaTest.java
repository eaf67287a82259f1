package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.tidemark.config.Leaf;
import io.tidemark.config.Values;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code templates/config/tidemark.schema.json} is what the leaves are: an editor that knows YAML
 * then completes names, shows descriptions and defaults, and marks what is wrong.
 */
class ConfigSchemaTest {
  private static final Path SCHEMA =
      Path.of("..", "..", "templates", "config", "tidemark.schema.json");

  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void theSchemaIsWhatTheLeavesAre() throws IOException {
    String schema =
        mapper.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(schema()) + "\n";
    if (!Files.exists(SCHEMA) || !Files.readString(SCHEMA).equals(schema)) {
      Files.writeString(Path.of("target", "tidemark.schema.json"), schema);
      fail(
          "templates/config/tidemark.schema.json differs from the options. Accept what they are:\n"
              + "  cp runners/launch/target/tidemark.schema.json templates/config/");
    }
  }

  @Test
  void everyPatternTakesTheDefault() {
    for (Leaf leaf : JobLeaves.all().all()) {
      if (leaf.preset() != null) {
        assertThat(
            leaf.path() + ": " + leaf.preset(),
            leaf.preset().matches(leaf.values().pattern()),
            is(true));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.yaml", "prod.yaml"})
  void theSchemaTakesTheFilesThatShip(String name) throws IOException {
    assertThat(faults(Files.readString(SCHEMA.resolveSibling(name))), empty());
  }

  @Test
  void theSchemaMarksWhatIsWrong() throws IOException {
    assertThat(
        faults(
            "performance: {fixdSize: 5m, fixedSize: 5 min}\nkafka:\n"
                + "postgres: {replaceRows: 1}\nanomaly: {method: BEST}\n"),
        containsInAnyOrder(
            containsString("'fixdSize' is not defined"),
            containsString("performance.fixedSize: does not match"),
            containsString("postgres.replaceRows: integer found, boolean expected"),
            containsString("anomaly.method: does not have a value in the enumeration")));
  }

  private List<String> faults(String yaml) throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
        .getSchema(mapper.writeValueAsString(schema()))
        .validate(new YAMLMapper().readTree(yaml))
        .stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  private ObjectNode schema() {
    ObjectNode schema = section();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "Configuration of Tidemark");
    for (Leaf leaf : JobLeaves.all().all()) {
      ObjectNode place = schema;
      for (String section : leaf.section().split("\\.")) {
        ObjectNode inner = (ObjectNode) place.get("properties").get(section);
        if (inner == null) {
          inner = section();
          ((ObjectNode) place.get("properties")).set(section, inner);
        }
        place = inner;
      }
      ((ObjectNode) place.get("properties")).set(leaf.key(), value(leaf));
    }
    return schema;
  }

  /** A section whose lines are all comments is null. */
  private ObjectNode section() {
    ObjectNode section = mapper.createObjectNode();
    section.putArray("type").add("object").add("null");
    section.put("additionalProperties", false);
    section.putObject("properties");
    return section;
  }

  private ObjectNode value(Leaf leaf) {
    ObjectNode value = mapper.createObjectNode();
    value.put(
        "description",
        leaf.description()
            + " Allowed: "
            + leaf.values().words()
            + ". Option: --"
            + leaf.option()
            + ".");
    Values values = leaf.values();
    if (leaf.preset() != null) {
      switch (values.kind()) {
        case BOOLEAN -> value.put("default", Boolean.parseBoolean(leaf.preset()));
        case NUMBER, WHOLE -> value.put("default", new BigDecimal(leaf.preset()));
        case TEXT, LIST, MILLIS -> value.put("default", leaf.preset());
      }
    }
    if (!values.choices().isEmpty()) {
      values.choices().forEach(value.withArray("enum")::add);
      return value;
    }
    switch (values.kind()) {
      case BOOLEAN -> value.put("type", "boolean");
      case NUMBER -> value.put("type", "number");
      case WHOLE -> value.put("type", "integer");
      case MILLIS -> value.putArray("type").add("integer").add("string");
      case LIST -> {
        value.putArray("type").add("string").add("number").add("array");
        value.putObject("items").putArray("type").add("string").add("number");
      }
      case TEXT -> value.putArray("type").add("string").add("number");
    }
    if (values.kind() != Values.Kind.BOOLEAN) {
      value.put("pattern", "^(" + values.pattern() + ")$");
    }
    return value;
  }
}

package io.tidemark.pipelines.decode;

import static org.junit.jupiter.api.Assertions.fail;

import io.tidemark.pipelines.decode.mapping.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/** The JSON Schema of mapping files has the fields that events have. */
class MappingSchemaTest {
  private static final Path SHIPPED =
      Path.of("src/main/resources/io/tidemark/pipelines/decode/mapping/mapping.schema.json");

  private static final String SCHEMA =
      """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mapping of JSON to events of Tidemark",
        "type": "object",
        "required": ["stream", "fields"],
        "additionalProperties": false,
        "properties": {
          "$schema": {"type": "string"},
          "comment": {},
          "stream": {"enum": ["performance_metrics", "user_feedback", "system_health"]},
          "when": {"$ref": "#/$defs/condition"},
          "fields": {
            "type": "object",
            "required": ["timestamp"],
            "additionalProperties": false,
            "patternProperties": {"^(metadata|metrics)[.].+$": {"$ref": "#/$defs/source"}},
            "properties": {
      %s
            }
          }
        },
        "$defs": {
          "pointer": {"type": "string", "pattern": "^(/([^~]|~[01])*)+$"},
          "constant": {"type": ["string", "number", "boolean"]},
          "condition": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"$ref": "#/$defs/pointer"},
            "additionalProperties": {
              "anyOf": [
                {"type": ["string", "number", "boolean", "null"]},
                {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/constant"}}
              ]
            }
          },
          "source": {
            "anyOf": [
              {"$ref": "#/$defs/pointer"},
              {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/source"}},
              {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "at": {"$ref": "#/$defs/source"},
                  "from": {"$ref": "#/$defs/source"},
                  "to": {"$ref": "#/$defs/source"},
                  "join": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/source"}},
                  "with": {"type": "string"},
                  "value": {"$ref": "#/$defs/constant"},
                  "unit": {"enum": ["s", "ms", "us", "ns", "rfc3339", "usd", "cents"]},
                  "words": {
                    "type": "object",
                    "additionalProperties": {"type": ["string", "number", "boolean", "null"]}
                  },
                  "when": {"$ref": "#/$defs/condition"},
                  "required": {"type": "boolean"},
                  "comment": {}
                },
                "oneOf": [
                  {"required": ["at"]},
                  {"required": ["from", "to", "unit"]},
                  {"required": ["join"]},
                  {"required": ["value"]}
                ]
              }
            ]
          }
        }
      }
      """;

  @Test
  void theSchemaHasTheFieldsThatEventsHave() throws IOException {
    StringJoiner fields = new StringJoiner(",\n");
    MappedJsonDecoder.targets().forEach((name, target) -> fields.add(field(name, target)));
    String expected = SCHEMA.formatted(fields);
    if (!Files.exists(SHIPPED) || !Files.readString(SHIPPED).equals(expected)) {
      Files.writeString(Path.of("target", "mapping.schema.json"), expected);
      fail(
          "the schema differs from the fields of events. Accept what they are:\n"
              + "  cp pipelines/target/mapping.schema.json pipelines/"
              + SHIPPED);
    }
  }

  private static String field(String name, Target target) {
    return "          \""
        + name
        + "\": {\"$ref\": \"#/$defs/source\", \"description\": \""
        + switch (target) {
          case TIME -> "a time";
          case MILLISECONDS -> "milliseconds, or another unit that is named";
          case SECONDS -> "seconds, or another unit that is named";
          case DOLLARS -> "US dollars, or cents if so named";
          case ENTRIES -> "an object; or map its entries one by one, as " + name + ".NAME";
          case VALUE -> "as the native form has it";
        }
        + "\"}";
  }
}

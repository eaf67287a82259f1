package io.tidemark.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The description of the API, as what answers are compared with. */
final class Contract {
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  final JsonNode document;
  private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

  Contract() throws IOException {
    try (InputStream in = Contract.class.getResourceAsStream("/openapi.yaml")) {
      // By way of Java objects, so that anchors and dates are what YAML says they are.
      document = new ObjectMapper().valueToTree(new YAMLMapper().readValue(in, Object.class));
    }
  }

  /** Returns {@code GET /v1/series} and the like. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    document
        .get("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return operations;
  }

  JsonNode operation(String method, String path) {
    return document.get("paths").get(path).get(method.toLowerCase(Locale.ROOT));
  }

  /** Returns the names that a query may have, {@code dimension.*} for any dimension. */
  Set<String> queryNames(JsonNode operation) {
    Set<String> names = new TreeSet<>();
    for (JsonNode each : operation.path("parameters")) {
      JsonNode parameter = resolved(each);
      if (parameter.get("in").asText().equals("query")) {
        String name = parameter.get("name").asText();
        names.add(name.equals("dimension.NAME") ? "dimension.*" : name);
      }
    }
    return names;
  }

  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** Returns what is wrong with an answer to an operation; empty if nothing is. */
  List<String> wrongWith(String method, String path, HttpResponse<byte[]> answer)
      throws IOException {
    JsonNode responses = operation(method, path).get("responses");
    String status = Integer.toString(answer.statusCode());
    JsonNode response =
        resolved(responses.has(status) ? responses.get(status) : responses.get("default"));
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
    if (!response.has("content")) {
      return answer.body().length == 0 ? List.of() : List.of("a body where none is described");
    }
    JsonNode content = response.get("content").get(type);
    content = content == null ? response.get("content").get("*/*") : content;
    if (content == null) {
      return List.of("the type " + type + " is not described for " + status);
    }
    if (!type.endsWith("json")) {
      return List.of();
    }
    return wrongWith(content.get("schema"), Client.parse(answer.body()));
  }

  /** Returns what is wrong with a value by a schema of the document. */
  List<String> wrongWith(JsonNode schema, JsonNode value) {
    List<String> wrong = new ArrayList<>();
    schema(schema)
        .validate(value, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true))
        .forEach(message -> wrong.add(message.toString()));
    return wrong;
  }

  private JsonSchema schema(JsonNode schema) {
    return schemas.computeIfAbsent(
        schema.toString(),
        text -> {
          ObjectNode whole = schema.deepCopy();
          whole.set("components", document.get("components"));
          return FACTORY.getSchema(whole);
        });
  }
}

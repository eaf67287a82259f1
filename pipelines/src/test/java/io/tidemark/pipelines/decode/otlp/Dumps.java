package io.tidemark.pipelines.decode.otlp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Spans that instrumentations of many kinds made, as export requests in JSON, and what each of them
 * should become.
 */
final class Dumps {
  private static final Path FOLDER =
      Path.of(System.getProperty("tidemark.shared", "none"), "data", "otlp");
  private static final String EXPECTED = "expected.json";
  private static final String ABSENT =
      "Skipped: no recorded span is part of this repository. This test needs those of langfuse and"
          + " OpenInference (MIT, Apache-2.0) as export requests, with expected.json, in data/otlp"
          + " of the directory that -Dtidemark.shared names.";

  static final ObjectMapper JSON = new ObjectMapper();

  private Dumps() {}

  /** Returns the requests by the name of their file. */
  static Map<String, byte[]> requests() throws IOException {
    assumeTrue(Files.exists(FOLDER.resolve(EXPECTED)), ABSENT);
    Map<String, byte[]> requests = new TreeMap<>();
    try (var files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".json") && !name.equals(EXPECTED)) {
          requests.put(name, Files.readAllBytes(file));
        }
      }
    }
    return requests;
  }

  /** Returns what the spans of a file should become, by their id. */
  static JsonNode expected(String file) throws IOException {
    return JSON.readTree(FOLDER.resolve(EXPECTED).toFile()).get(file);
  }

  /** Returns the ids of the spans of a request, in order. */
  static List<String> spanIds(byte[] request) throws IOException {
    List<String> ids = new ArrayList<>();
    JSON.readTree(request)
        .findValues("spans")
        .forEach(spans -> spans.forEach(span -> ids.add(span.get("spanId").asText())));
    return ids;
  }
}

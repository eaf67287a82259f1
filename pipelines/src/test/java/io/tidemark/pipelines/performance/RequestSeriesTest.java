package io.tidemark.pipelines.performance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TokenUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.util.SerializableUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestSeriesTest {
  @TempDir Path directory;

  private static final PerformanceMetrics REQUEST = request(300, 12.0, Map.of("tenant", "acme"));

  @Test
  void everyDimensionHasTheValueOfTheRequest() {
    List<String> all =
        List.of(
            "model",
            "region",
            "provider",
            "service",
            "operation",
            "environment",
            "team",
            "input_size",
            "streaming",
            "metadata.tenant",
            "metadata.none");
    assertThat(
        new RequestSeries(all).apply(REQUEST).text(all),
        is(
            "model=m,region=eu,provider=p,service=s,operation=chat,environment=prod,team=t,"
                + "input_size=257-1024,streaming=true,metadata.tenant=acme,metadata.none="));
  }

  @ParameterizedTest
  @CsvSource({
    "-1,''",
    "0,0-256",
    "256,0-256",
    "257,257-1024",
    "1024,257-1024",
    "4096,1025-4096",
    "16384,4097-16384",
    "65536,16385-65536",
    "262144,65537-262144",
    "262145,262145-"
  })
  void sizesOfInputAreClasses(long tokens, String size) {
    assertThat(value("input_size", request(tokens, null, Map.of()), DimensionValues.ALL), is(size));
  }

  @Test
  void whetherItStreamedIsNotGuessed() {
    assertThat(value("streaming", request(1, null, Map.of()), DimensionValues.ALL), is(""));
  }

  @Test
  void valuesThatAreNotListedAreOther() throws IOException {
    DimensionValues values =
        SerializableUtils.clone(
            values("{\"model\": [\"gpt-4o\", \"claude-*\"], \"metadata.tenant\": [\"a\"]}"));
    assertThat(value("model", of("gpt-4o"), values), is("gpt-4o"));
    assertThat(value("model", of("claude-opus"), values), is("claude-opus"));
    assertThat(value("model", of("gpt-4o-mini"), values), is("other"));
    assertThat(value("model", of(""), values), is(""));
    assertThat(value("metadata.tenant", REQUEST, values), is("other"));
    assertThat(value("region", REQUEST, values), is("eu"));
  }

  @Test
  void aMillionValuesAreSpreadOverTheBuckets() throws IOException {
    DimensionValues values = values("{\"metadata.tenant\":{\"buckets\":64}}");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000_000; i++) {
      seen.add(values.bound("metadata.tenant").of("tenant-" + i));
    }
    assertThat(seen.size(), is(64));
    assertThat(values.bound("metadata.tenant").of("acme"), is("bucket-17"));
  }

  @Test
  void manyValuesAreWarnedOf() {
    ManyValues values = SerializableUtils.clone(new ManyValues(List.of("model")));
    for (int i = 0; i < 9_000; i++) {
      values.note(0, "model-" + i);
      values.note(0, "model-" + i);
    }
    assertThat(values.isMany(0), is(false));
    for (int i = 9_000; i < 11_000; i++) {
      values.note(0, "model-" + i);
    }
    assertThat(values.isMany(0), is(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | what is there is an array; a JSON object by dimension is needed",
        "{\"user\": [\"a\"]} | dimension user; allowed are model, region, provider, service,"
            + " operation, environment, team, input_size, streaming, metadata.NAME",
        "{\"model\": []} | model is an array; needed is an array of values, or {\"buckets\": N} with N from"
            + " 1 to 10000",
        "{\"model\": {\"buckets\": 0}} | model is buckets 0; needed is an array of values, or"
            + " {\"buckets\": N} with N from 1 to 10000",
        "{\"model\": [3]} | model has 3; texts that are not empty are needed"
      })
  void otherFilesAreRefused(String json, String message) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> values(json));
    assertThat(e.getMessage(), is("--dimensionValues: " + directory + "/v.json:1: " + message));
  }

  @Test
  void whereAFileIsNoJsonIsSaid() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> values("{\"model\":\n x}"));
    assertThat(
        e.getMessage().startsWith("--dimensionValues: " + directory + "/v.json:2: not JSON: "),
        is(true));
  }

  private DimensionValues values(String json) throws IOException {
    return DimensionValues.read(Files.writeString(directory.resolve("v.json"), json).toString());
  }

  private static String value(
      String dimension, PerformanceMetrics request, DimensionValues values) {
    return new RequestSeries(List.of(dimension), values).apply(request).values().get(0);
  }

  private static PerformanceMetrics of(String model) {
    return new PerformanceMetrics(
        "id", 0, Attribution.of(model, null), 1, TokenUsage.of(1, 1), 0, null, null);
  }

  private static PerformanceMetrics request(
      long inputTokens, @Nullable Double ttftMs, Map<String, String> metadata) {
    return new PerformanceMetrics(
        "id",
        0,
        null,
        new Attribution("m", null, "p", "eu", "s", "chat", "prod", "t", "u", "s-1", "c"),
        1,
        ttftMs,
        null,
        TokenUsage.of(inputTokens, 1),
        0,
        null,
        null,
        null,
        null,
        Map.of(),
        metadata);
  }
}

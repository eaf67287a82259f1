package io.tidemark.traffic.replay;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.GeneratedTrace;
import io.tidemark.traffic.generate.GeneratorSettings;
import io.tidemark.traffic.generate.Kind;
import io.tidemark.traffic.output.FileWriter;
import io.tidemark.traffic.output.TopicRecord;
import io.tidemark.traffic.replay.TraceSettings.Latency;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReaderTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final TraceSettings SETTINGS = TraceSettings.of("trace");
  private static final String AZURE = "github.com/Azure/AzurePublicDataset, CC BY 4.0";
  private static final String MOONCAKE = "github.com/kvcache-ai/Mooncake, Apache-2.0";

  @TempDir Path directory;

  @Test
  void azureRowBecomesAnEventThatSaysWhatIsDerived() throws IOException {
    TraceReader reader = TraceFormat.AZURE_LLM.reader(SETTINGS.withPseudoUsers(64));
    reader.read(AzureLlmReader.HEADER, 0);
    TopicRecord record = reader.read("2023-11-16 18:17:03.9799600,4808,10", 1);
    assertThat(record.topic(), is("perf-metrics"));
    assertThat(record.key(), is("azure-code"));
    assertThat(record.timeMillis(), is(1700158623979L));
    assertThat(
        json(record),
        equalTo(
            JSON.readTree(
                """
                {"type":"performance_metrics","id":"%s","timestamp":"2023-11-16T18:17:03.979Z",
                 "request_id":"%s","model":"azure-code","service":"u04","latency_ms":300.0,
                 "input_tokens":4808,"output_tokens":10,"cost":0.0,
                 "metadata":{"trace":"azure-llm","row":"0",
                   "derived":"id,request_id,model,latency_ms,cost,service"}}
                """
                    .formatted(
                        "912e1b95-87dc-3422-8d58-3395b29cf9a7",
                        "815b8967-5954-3f5f-846d-c5ffd9ef6ed5"))));
  }

  @Test
  void mooncakeTimeIsRelativeToTheStartGiven() throws IOException {
    TraceReader reader =
        TraceFormat.MOONCAKE.reader(
            SETTINGS.withStart(Instant.parse("2026-02-01T00:00:00Z")).withLatency(Latency.ZERO));
    TopicRecord record =
        reader.read("{\"timestamp\": 40, \"input_length\": 23769, \"output_length\": 3}", 0);
    assertThat(json(record).get("timestamp").asText(), is("2026-02-01T00:00:00.040Z"));
    assertThat(json(record).get("latency_ms").asDouble(), is(0.0));
  }

  @Test
  void theWholeAzureTraceHasItsTotalsAndTheUsersOfTheTruth() throws IOException {
    List<TopicRecord> records =
        read(
            TraceFormat.AZURE_LLM,
            shared("data/AzureLLMInferenceTrace_code.csv", AZURE),
            SETTINGS.withPseudoUsers(64));
    assertThat(records.size(), is(8_819));
    assertThat(sum(records, "input_tokens"), is(18_059_974L));
    assertThat(sum(records, "output_tokens"), is(245_896L));
    List<String> truth =
        Files.readAllLines(
            shared("golden/truth/azure_code_events.csv", "its rows and their pseudo-users"));
    for (int row = 0; row < records.size(); row++) {
      JsonNode event = json(records.get(row));
      String line =
          "%d,%s,%d,%d,%d"
              .formatted(
                  row,
                  event.get("service").asText(),
                  records.get(row).timeMillis(),
                  event.get("input_tokens").asLong(),
                  event.get("output_tokens").asLong());
      assertThat(line, equalTo(truth.get(row + 1)));
    }
  }

  @Test
  void theWholeMooncakeTraceIsRead() throws IOException {
    List<TopicRecord> records =
        read(
            TraceFormat.MOONCAKE,
            shared("data/mooncake_synthetic_trace.jsonl", MOONCAKE),
            SETTINGS);
    assertThat(records.size(), is(3_993));
    assertThat(json(records.get(2)).get("timestamp").asText(), is("2026-01-05T00:00:00.040Z"));
  }

  @Test
  void generatedLinesAreReplayedByteForByteToTheirTopics() throws IOException {
    GeneratedTrace trace = GeneratedTrace.of(new GeneratorSettings().seed(5).events(20_000));
    Path file = directory.resolve("events.jsonl");
    try (FileWriter writer = FileWriter.to(file)) {
      for (Generated record : trace.records()) {
        writer.write(TopicRecord.of(record));
      }
    }
    List<TopicRecord> replayed = read(TraceFormat.NATIVE, file, SETTINGS);
    assertThat(replayed.size(), is(20_000));
    for (int i = 0; i < replayed.size(); i++) {
      Generated expected = trace.records().get(i);
      assertThat(replayed.get(i).bytes(), equalTo(expected.bytes()));
      if (expected.kind() != Kind.MALFORMED && expected.kind() != Kind.INVALID) {
        assertThat(replayed.get(i).topic(), is(expected.feed().topic()));
        assertThat(replayed.get(i).key(), is(expected.key()));
      }
    }
  }

  @Test
  void aBadLineNamesItsFileLineValueAndWhatIsAllowed() throws IOException {
    Path file = directory.resolve("bad.csv");
    Files.writeString(file, AzureLlmReader.HEADER + "\r\n2023-11-16 18:17:03.97,12,-1\r\n");
    Exception refused =
        assertThrows(IOException.class, () -> read(TraceFormat.AZURE_LLM, file, SETTINGS));
    assertThat(
        refused.getMessage(), endsWith("bad.csv, line 2: '-1' is no count of tokens: 0 or more"));
  }

  @Test
  void theAzureTraceOf2024HasOffsetsAndOtherFractions() throws IOException {
    Path file = directory.resolve("azure.csv");
    Files.writeString(
        file,
        "\uFEFF"
            + AzureLlmReader.HEADER
            + "\n\n2024-05-10 00:00:00.009930+00:00,2162,5\r\n"
            + "2024-05-10T02:00:00+02:00,1,2\n2024-05-10 00:00:01Z,3,4");
    List<TopicRecord> records = read(TraceFormat.AZURE_LLM, file, SETTINGS);
    assertThat(
        records.stream().map(TopicRecord::timeMillis).toList(),
        equalTo(List.of(1715299200009L, 1715299200000L, 1715299201000L)));
    assertThat(sum(records, "input_tokens"), is(2_166L));
  }

  @Test
  void burstGptHasItsModelAndFromRelease2ItsLatency() throws IOException {
    Path file = directory.resolve("burst.csv");
    Files.writeString(
        file,
        "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
            + "5,ChatGPT,472,18,490,Conversation log\n");
    JsonNode first = json(read(TraceFormat.BURSTGPT, file, SETTINGS).get(0));
    assertThat(first.get("timestamp").asText(), is("2026-01-05T00:00:05Z"));
    assertThat(first.get("model").asText(), is("ChatGPT"));
    assertThat(first.get("latency_ms").asDouble(), is(460.0));
    assertThat(first.get("metadata").get("derived").asText(), is("id,request_id,latency_ms,cost"));
    Files.writeString(
        file,
        "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,"
            + "Log Type\n45.5,7,3.25,GPT-4,1087,230,1317,Conversation log\n"
            + "46,,,GPT-4,1,0,1,API log\n");
    List<TopicRecord> records = read(TraceFormat.BURSTGPT, file, SETTINGS);
    JsonNode second = json(records.get(0));
    assertThat(second.get("timestamp").asText(), is("2026-01-05T00:00:45.500Z"));
    assertThat(second.get("latency_ms").asDouble(), is(3_250.0));
    assertThat(second.get("metadata").get("derived").asText(), is("id,request_id,cost"));
    assertThat(json(records.get(1)).get("latency_ms").asDouble(), is(100.0));
  }

  @Test
  void theFormatIsToldByTheFirstLine() {
    assertThat(TraceFormat.of(AzureLlmReader.HEADER), is(TraceFormat.AZURE_LLM));
    assertThat(
        TraceFormat.of("Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens"),
        is(TraceFormat.BURSTGPT));
    assertThat(
        TraceFormat.of("{\"timestamp\": 0, \"input_length\": 4, \"output_length\": 6}"),
        is(TraceFormat.MOONCAKE));
    assertThat(TraceFormat.of("{\"type\":\"system_health\"}"), is(TraceFormat.NATIVE));
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> TraceFormat.of("x".repeat(600_000)));
    assertThat(
        refused.getMessage(),
        equalTo(
            "'"
                + "x".repeat(60)
                + "…' begins no trace whose format is told by its first line: name one of native,"
                + " azure-llm, mooncake, burstgpt"));
  }

  @Test
  void aPipeIsReadToItsEnd() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(), is(0));
    Process gzip =
        new ProcessBuilder(
                "sh",
                "-c",
                "(printf '%s\\n' \"$1\" '2023-11-16 18:17:03.97,12,1' | gzip; sleep 1;"
                    + " printf '%s\\n' '2023-11-16 18:17:04,13,1' | gzip) > \"$0\"",
                pipe.toString(),
                AzureLlmReader.HEADER)
            .start();
    assertThat(sum(read(TraceFormat.AZURE_LLM, pipe, SETTINGS), "input_tokens"), is(25L));
    assertThat(gzip.waitFor(), is(0));
  }

  @Test
  void aCompressedTraceIsRead() throws IOException {
    String lines = AzureLlmReader.HEADER + "\n2023-11-16 18:17:03.97,12,1\n";
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (String member : List.of(lines, "2023-11-16 18:17:04,13,1\n")) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(members)) {
        gzip.write(member.getBytes(StandardCharsets.UTF_8));
      }
    }
    Path file = directory.resolve("trace");
    Files.write(file, members.toByteArray());
    assertThat(sum(read(TraceFormat.AZURE_LLM, file, SETTINGS), "input_tokens"), is(25L));
    Files.write(file, Arrays.copyOf(members.toByteArray(), members.size() - 3));
    assertThat(
        assertThrows(IOException.class, () -> read(TraceFormat.AZURE_LLM, file, SETTINGS))
            .getMessage(),
        containsString(file + " is cut off or damaged: its gzip data could be read up to line"));
    Files.write(file, new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0});
    assertThat(
        assertThrows(IOException.class, () -> read(TraceFormat.AZURE_LLM, file, SETTINGS))
            .getMessage(),
        equalTo(file + " is compressed by zstd: pass it as <(zstd -dc FILE)"));
  }

  @Test
  void anUnknownFormatNamesTheKnownOnes() {
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> TraceFormat.parse("csv"));
    assertThat(
        refused.getMessage(),
        equalTo("'csv' is no trace format: allowed are native, azure-llm, mooncake, burstgpt"));
  }

  @Test
  void theStatementSaysTheFormula() {
    assertThat(
        TraceFormat.AZURE_LLM.reader(SETTINGS).statement(),
        containsString("model = azure-code, latency_ms = 100 + 20 x output_tokens, cost = 0"));
  }

  private static List<TopicRecord> read(TraceFormat format, Path file, TraceSettings settings)
      throws IOException {
    List<TopicRecord> records = new ArrayList<>();
    format.reader(settings).readAll(file, records::add);
    return records;
  }

  /** Skips the test, with the public source of the trace, where the file is absent. */
  private static Path shared(String path, String source) {
    Path file = Path.of(System.getProperty("tidemark.shared", "../../shared"), path);
    assumeTrue(
        Files.exists(file),
        "Skipped: no recorded trace is part of this repository. This test needs %s (%s) in the"
                .formatted(path, source)
            + " directory that -Dtidemark.shared names.");
    return file;
  }

  private static long sum(List<TopicRecord> records, String field) throws IOException {
    long sum = 0;
    for (TopicRecord record : records) {
      sum += json(record).get(field).asLong();
    }
    return sum;
  }

  private static JsonNode json(TopicRecord record) throws IOException {
    return JSON.readTree(record.bytes());
  }
}

package io.tidemark.pipelines.source.file;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.Records;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.SourceTestUtils;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.ParDo;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReadJsonLinesTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("events.jsonl");
  }

  @Test
  void everyLineIsARecordAtItsOffset() throws IOException {
    write("{}\nab\r\n\n\r\nlast".getBytes(StandardCharsets.UTF_8));
    assertThat(raw(source()), is(List.of(record(0, "{}"), record(3, "ab"), record(10, "last"))));
  }

  @Test
  void newlineAtTheEndStartsNoFurtherLine() throws IOException {
    write("a\n".getBytes(StandardCharsets.UTF_8));
    assertThat(raw(source()), is(List.of(record(0, "a"))));
  }

  @Test
  void bytesOfALineAreKeptWhateverTheirEncoding() throws IOException {
    byte[] line = {'{', (byte) 0xff, (byte) 0xc0, 0, '\r', 'x', (byte) 0xe2};
    ByteArrayOutputStream twoLines = new ByteArrayOutputStream();
    twoLines.write(line);
    twoLines.write('\n');
    twoLines.write(line);
    write(twoLines.toByteArray());
    assertThat(
        raw(source()),
        is(
            List.of(
                new RawRecord(file.toString(), 0, 0, -1, Map.of(), line),
                new RawRecord(file.toString(), 0, 8, -1, Map.of(), line))));
  }

  @Test
  void emptyFileHasNoRecord() throws IOException {
    write(new byte[0]);
    assertThat(raw(source()), is(List.of()));
  }

  @Test
  void longLineKeepsItsStart() throws IOException {
    write("1234567\n12345\r\n123456\r\nx".getBytes(StandardCharsets.UTF_8));
    assertThat(
        raw(new JsonLinesSource(file.toString(), Decoders.standard(5), 5, 1)),
        is(
            List.of(
                record(0, "123456"), record(8, "12345\r"), record(15, "123456"), record(23, "x"))));
  }

  @Test
  void splittingAnywhereReadsEveryLineOnce() throws Exception {
    Random random = new Random(7);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      lines.append("x".repeat(random.nextInt(8))).append(random.nextBoolean() ? "\n" : "\r\n");
    }
    write(lines.toString().getBytes(StandardCharsets.UTF_8));
    BoundedSource<DecodedRecord> whole = source();
    for (long bundleBytes : new long[] {1, 2, 3, 7, 64, 1_000}) {
      SourceTestUtils.assertSourcesEqualReferenceSource(
          whole, whole.split(bundleBytes, OPTIONS), OPTIONS);
    }
  }

  @Test
  void buffersEndAnywhereInALine() throws IOException {
    StringBuilder lines = new StringBuilder();
    List<RawRecord> expected = new ArrayList<>();
    for (int i = 0; lines.length() < 300_000; i++) {
      String line = "y".repeat(1 + i % 3_001);
      expected.add(record(lines.length(), line));
      lines.append(line).append('\n');
    }
    write(lines.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(raw(source()), is(expected));
  }

  @Test
  void recordsAreDecodedAndStandAtTheirEventTime() throws IOException {
    write(
        (Records.PERFORMANCE + "\nx\n" + Records.HEALTH.replace("2026", "2027"))
            .getBytes(StandardCharsets.UTF_8));
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PAssert.that(
            pipeline
                .apply("Read", ReadJsonLines.from(folder + "/*.jsonl"))
                .apply("Describe", ParDo.of(new DescribeFn())))
        .containsInAnyOrder(
            "0 Event 2026-01-05T12:34:56.789Z",
            Records.PERFORMANCE.length() + 1 + " Rejected 1970-01-01T00:00:00.000Z",
            Records.PERFORMANCE.length() + 3 + " Event 2027-01-05T12:34:56.789Z");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void theRecordsOfAnElementAreBoundedInBytes() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      lines.append("x".repeat(300_000)).append('\n');
    }
    lines.append("{}\n".repeat(1_001));
    write(lines.toString().getBytes(StandardCharsets.UTF_8));
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PAssert.that(
            pipeline
                .apply("Read", ReadJsonLines.from(file.toString()))
                .apply("Measure", ParDo.of(new MeasureFn()))
                .apply("Longest", Max.longsGlobally()))
        // Four of 300,000 bytes are the first to have a mebibyte.
        .containsInAnyOrder(1_200_000L);
    pipeline.run().waitUntilFinish();
  }

  private static final class MeasureFn extends DoFn<List<DecodedRecord>, Long> {
    @ProcessElement
    public void process(@Element List<DecodedRecord> records, OutputReceiver<Long> out) {
      assertThat(records.size() <= 500, is(true));
      out.output(records.stream().mapToLong(r -> r.raw().bytes().length()).sum());
    }
  }

  @Test
  @Timeout(120) // Beam would list the whole disk first.
  void missingFileInTheTopFolderIsToldAtOnce() {
    Pipeline pipeline = Pipeline.create();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> pipeline.apply("Read", ReadJsonLines.from("/no-such-file.jsonl")));
    assertThat(e.getMessage(), containsString("no file matches"));
  }

  @Test
  void inputThatMatchesNothingIsToldBeforeTheRun() {
    Pipeline pipeline = Pipeline.create();
    for (String input : List.of(file.toString(), folder + "/*.json")) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> pipeline.apply("Read", ReadJsonLines.from(input)));
      assertThat(
          e.getMessage(),
          containsString("input is \"" + input + "\"; no file matches, at least one is needed"));
    }
  }

  private JsonLinesSource source() {
    return new JsonLinesSource(file.toString(), Decoders.standard(1_000), 1_000_000, 1);
  }

  private static List<RawRecord> raw(JsonLinesSource source) throws IOException {
    List<RawRecord> records = new ArrayList<>();
    for (DecodedRecord received : SourceTestUtils.readFromSource(source, OPTIONS)) {
      records.add(received.raw());
    }
    return records;
  }

  private RawRecord record(long offset, String line) {
    return new RawRecord(
        file.toString(), 0, offset, -1, Map.of(), line.getBytes(StandardCharsets.UTF_8));
  }

  private void write(byte[] bytes) throws IOException {
    Files.write(file, bytes);
  }

  private static final class DescribeFn extends DoFn<List<DecodedRecord>, String> {
    @ProcessElement
    public void process(
        @Element List<DecodedRecord> records, @Timestamp Instant at, OutputReceiver<String> out) {
      for (DecodedRecord received : records) {
        Decoded decoded = received.decoded().get(0);
        Instant time = new Instant(received.earliestEventMillis(Long.MAX_VALUE).orElse(0));
        assertThat(at.isAfter(time), is(false));
        out.output(received.raw().offset() + " " + decoded.getClass().getSimpleName() + " " + time);
      }
    }
  }
}

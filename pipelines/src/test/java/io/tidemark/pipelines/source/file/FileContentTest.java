package io.tidemark.pipelines.source.file;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.record.DecodedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.Compression;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.SourceTestUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private static final String LINES =
      IntStream.range(0, 5_000).mapToObj(i -> "{\"a\":" + i + "}\n").collect(Collectors.joining());

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("events.jsonl");
  }

  @Test
  void blankLinesAndAByteOrderMarkAreNoRecords() throws Exception {
    write("\uFEFF{}\r\n\r\n \t\n{\"a\":\"\uFEFF\"}");
    assertThat(records(), is(List.of("0 {}", "12 {\"a\":\"\uFEFF\"}")));
    assertThat(everySplit(), is(true));
    write("\uFEFF");
    assertThat(records(), is(List.of()));
    write("\n\n");
    assertThat(records(), is(List.of()));
  }

  @Test
  void compressedFilesAreReadWhateverTheirNames() throws Exception {
    write(LINES);
    List<String> plain = records();
    assertThat(plain.size(), is(5_000));
    for (Compression by : List.of(Compression.GZIP, Compression.ZSTD, Compression.BZIP2)) {
      Files.write(file, compressed(by, LINES));
      assertThat(records(), is(plain));
    }
    assertThat(everySplit(), is(true));
  }

  @Test
  void aFileThatIsOnlyNamedAsIfItWereCompressedIsRead() throws Exception {
    file = folder.resolve("events.jsonl.gz");
    write("{}\n");
    assertThat(records(), is(List.of("0 {}")));
  }

  @Test
  void allMembersOfACompressedFileAreRead() throws Exception {
    for (Compression by : List.of(Compression.GZIP, Compression.ZSTD, Compression.BZIP2)) {
      ByteArrayOutputStream members = new ByteArrayOutputStream();
      for (String member : List.of("{}\n", "", "[1]\n[2", "]\n")) {
        members.write(compressed(by, member));
      }
      Files.write(file, members.toByteArray());
      assertThat(records(), is(List.of("0 {}", "3 [1]", "7 [2]")));
    }
  }

  @Test
  void aFileThatIsCutOffFailsWithItsNameAndWhatWasRead() throws Exception {
    for (Compression by : List.of(Compression.GZIP, Compression.ZSTD, Compression.BZIP2)) {
      byte[] whole = compressed(by, "{}\n{}\n[1,2,3]\n" + "x".repeat(500));
      for (int cut : new int[] {1, whole.length / 2}) {
        Files.write(file, Arrays.copyOf(whole, whole.length - cut));
        assertThat(
            failure(),
            containsString(
                file
                    + " is cut off or damaged: its "
                    + by.name().toLowerCase(Locale.ROOT)
                    + " data could"));
      }
    }
  }

  @Test
  void ofAFileThatIsCutOffTheFailureSaysHowManyRecordsWereRead() throws Exception {
    byte[] gzip = compressed(Compression.GZIP, LINES);
    Files.write(file, Arrays.copyOf(gzip, gzip.length - 8));
    long read = 0;
    try (BoundedSource.BoundedReader<DecodedRecord> reader = source().createReader(OPTIONS)) {
      IOException failed = null;
      boolean more = reader.start();
      while (failed == null) {
        assertThat(more, is(true));
        read++;
        try {
          more = reader.advance();
        } catch (IOException e) {
          failed = e;
        }
      }
      assertThat(
          failed.getMessage(),
          is(
              file
                  + " is cut off or damaged: its gzip data could be read up to record "
                  + read
                  + " only"));
    }
    assertThat(read > 1_000, is(true));
  }

  @Test
  void formsThatAreNotReadAreNamed() throws Exception {
    Files.write(file, "{}\n".getBytes(UTF_16));
    assertThat(
        failure(),
        is(file + " is text in UTF-16; UTF-8 is needed, as iconv -f UTF-16 -t UTF-8 writes it"));
    Files.write(file, "PK\3\4\n{}".getBytes(UTF_8));
    assertThat(
        failure(),
        is(
            file
                + " is a zip archive; .gz, .zst, .bz2 and plain files are read: decompress it"
                + " first"));
  }

  @Test
  void elementsOfAnArrayAreRecords() throws Exception {
    write("\uFEFF[\n  {\"a\": [1,\n {\"b\":\"]}\\\"\"}]},\r\n  {}\n,7 , \"x,\"]\n");
    assertThat(
        records(),
        is(List.of("7 {\"a\": [1,\n {\"b\":\"]}\\\"\"}]}", "37 {}", "41 7", "45 \"x,\"")));
    assertThat(everySplit(), is(true));
    write("[{},{}] \n[{}]\n{}");
    assertThat(records(), is(List.of("1 {}", "4 {}", "10 {}", "14 {}")));
    write(" [ ]\n");
    assertThat(records(), is(List.of()));
    Files.write(file, compressed(Compression.GZIP, "[{},{}]"));
    assertThat(records(), is(List.of("1 {}", "4 {}")));
  }

  @Test
  void objectsOverSeveralLinesAreRecords() throws Exception {
    write("{\n  \"a\": 1\n}\n{ \"b\":\n2 }\nno json\n{\n  \"c\":\n{\"d\":4}");
    assertThat(
        records(),
        is(
            List.of(
                "0 {\n  \"a\": 1\n}",
                "13 {\"b\":\n2 }".replace("{", "{ "),
                "24 no json",
                "32 {\n  \"c\":\n{\"d\":4}")));
    write("{\n  \"a\": 1\n{\n  \"b\": 1\n}");
    assertThat(records(), is(List.of("0 {\n  \"a\": 1", "11 {\n  \"b\": 1\n}")));
  }

  @Test
  void aFirstLineThatIsCutDoesNotMakeOneRecordOfTheFile() throws Exception {
    write("{\"a\":\n{}\n{}\n");
    assertThat(records(), is(List.of("0 {\"a\":", "6 {}", "9 {}")));
  }

  @Test
  void ofALongElementOnlyTheStartIsKept() throws Exception {
    write("[{\"a\":\"" + "x".repeat(100) + "\"},{}]");
    List<String> records = read(new JsonLinesSource(file.toString(), Decoders.standard(5), 5, 1));
    assertThat(records, is(List.of("1 {\"a\":\"", "110 {}")));
  }

  @Test
  void aDirectoryIsRefusedWithWhatToWrite() {
    for (String name : List.of(folder.toString(), folder + "/")) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> Pipeline.create().apply("Read", ReadJsonLines.from(name)));
      assertThat(
          e.getMessage(),
          is(
              "input is \"%s\", a directory; for the files in it, write \"%s/*.jsonl\""
                  .formatted(name, folder)));
    }
  }

  @Test
  void aPipeIsCopiedToAFile() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(), is(0));
    Thread feeding = new Thread(() -> feed(pipe));
    feeding.start();
    Path copy = Path.of(InputFiles.readable(pipe.toString()));
    feeding.join();
    assertThat(Files.readString(copy), is(LINES));
    Files.delete(copy);
  }

  private static void feed(Path pipe) {
    try {
      Files.writeString(pipe, LINES);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns what the failure of reading says about the file; Beam wraps it. */
  private String failure() {
    Throwable e = assertThrows(IOException.class, this::records);
    while (!String.valueOf(e.getMessage()).startsWith(file.toString())) {
      e = e.getCause();
    }
    return e.getMessage();
  }

  private boolean everySplit() throws Exception {
    BoundedSource<DecodedRecord> whole = source();
    for (long bundleBytes : new long[] {1, 2, 3, 7, 64}) {
      SourceTestUtils.assertSourcesEqualReferenceSource(
          whole, whole.split(bundleBytes, OPTIONS), OPTIONS);
    }
    return true;
  }

  private List<String> records() throws IOException {
    return read(source());
  }

  private JsonLinesSource source() {
    return new JsonLinesSource(file.toString(), Decoders.standard(1_000), 1_000_000, 1);
  }

  private static List<String> read(JsonLinesSource source) throws IOException {
    List<String> records = new ArrayList<>();
    for (DecodedRecord record : SourceTestUtils.readFromSource(source, OPTIONS)) {
      records.add(record.raw().offset() + " " + new String(record.raw().value(), UTF_8));
    }
    return records;
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private static byte[] compressed(Compression by, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (WritableByteChannel channel = by.writeCompressed(Channels.newChannel(bytes))) {
      channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }
    return bytes.toByteArray();
  }
}

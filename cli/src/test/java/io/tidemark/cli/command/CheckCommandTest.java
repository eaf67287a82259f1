package io.tidemark.cli.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} says of records, to the letter. */
class CheckCommandTest {
  private static final String EVENT =
      "{\"type\":\"system_health\",\"id\":\"%s\",\"timestamp\":\"2026-01-05T12:00:0%dZ\","
          + "\"component\":\"gateway\",\"status\":\"healthy\"}";

  @TempDir Path directory;

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int check(String... arguments) {
    List<String> all = new ArrayList<>(List.of("check"));
    all.addAll(List.of(arguments));
    return Tidemark.commands(() -> null)
        .setOut(new PrintWriter(output, true))
        .setErr(new PrintWriter(errors, true))
        .execute(all.toArray(String[]::new));
  }

  private String file(String... lines) throws Exception {
    Path file = directory.resolve("events.jsonl");
    Files.writeString(file, String.join("\n", lines));
    return file.toString();
  }

  @Test
  void eachEventHasALineAndSoHasEachDeadLetter() throws Exception {
    String file =
        file(
            EVENT.formatted("a", 1),
            "",
            "nonsense",
            EVENT.formatted("a", 2),
            EVENT.formatted("b", 3));
    assertThat(check(file, "--maxRecordBytes=130"), is(1));
    assertThat(
        output
            .toString()
            .replace(file, "FILE")
            .lines()
            .map(line -> line.replaceAll("not JSON.*", "not JSON"))
            .toList(),
        is(
            List.of(
                "FILE:1  health       2026-01-05T12:00:01Z  component=gateway",
                "FILE:3  MALFORMED    not JSON",
                "FILE:4  health       2026-01-05T12:00:02Z  component=gateway  (its id was seen"
                    + " before)",
                "FILE:5  health       2026-01-05T12:00:03Z  component=gateway",
                "4 records: 3 events (3 health); 1 dead letters (1 MALFORMED); 1 with an id that"
                    + " was seen before")));
  }

  @Test
  void onlyWhatIsRejectedCanBeAskedFor() throws Exception {
    String file = file(EVENT.formatted("a", 1), "{\"type\":\"system_health\"" + " ".repeat(200));
    assertThat(check("--rejected", "--maxRecordBytes=130", file), is(1));
    assertThat(
        output.toString().replace(file, "FILE"),
        is(
            "FILE:2  OVERSIZE     the record is 131 bytes; at most 130 are accepted\n"
                + "2 records: 1 events (1 health); 1 dead letters (1 OVERSIZE); 0 with an id that"
                + " was seen before\n"));
  }

  @Test
  void filesAreReadAsARunReadsThem() throws Exception {
    Path array = directory.resolve("array.json");
    Files.writeString(
        array, "[\n" + EVENT.formatted("a", 1) + ",\n" + EVENT.formatted("b", 2) + "]");
    Path compressed = directory.resolve("events.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      out.write(EVENT.formatted("c", 3).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(check(array.toString(), compressed.toString()), is(0));
    assertThat(
        output.toString().replace(directory + "/", ""),
        is(
            "array.json:1  health       2026-01-05T12:00:01Z  component=gateway\n"
                + "array.json:2  health       2026-01-05T12:00:02Z  component=gateway\n"
                + "events.jsonl.gz:1  health       2026-01-05T12:00:03Z  component=gateway\n"
                + "3 records: 3 events (3 health); 0 dead letters; 0 with an id that was seen"
                + " before\n"));
  }

  @Test
  void aFileWithoutRecordsIsNoSuccess() throws Exception {
    assertThat(check(file("", "")), is(1));
    assertThat(
        output.toString(),
        is("0 records: 0 events; 0 dead letters; 0 with an id that was seen before\n"));
  }

  @Test
  void aWrongCommandLineSaysWhatIsNeeded() {
    assertThat(check(), is(2));
    assertThat(errors.toString(), containsString("neither FILE and --topic given"));
    assertThat(check("--topic=perf-metrics"), is(2));
    assertThat(
        errors.toString(), containsString("--topic and --bootstrapServers are needed together"));
    assertThat(check(directory.toString()), is(2));
    assertThat(errors.toString(), containsString("needed is a file that can be read"));
  }

  @Test
  void theNewestRecordsOfATopicAreCheckedAndNoOffsetIsCommitted() throws Exception {
    try (WorkDirectory work = WorkDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(work)) {
      kafka.createTopic("system-health", 1);
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", kafka.bootstrapServers()),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        Future<?> last = null;
        for (int i = 0; i < 3; i++) {
          byte[] value = EVENT.formatted("e" + i, i).getBytes(StandardCharsets.UTF_8);
          last = producer.send(new ProducerRecord<>("system-health", value));
        }
        last.get();
      }
      String servers = "--bootstrapServers=" + kafka.bootstrapServers();
      assertThat(check(servers, "--topic=system-health", "--records=2"), is(0));
      assertThat(
          output.toString(),
          is(
              "system-health/0/1  health       2026-01-05T12:00:01Z  component=gateway\n"
                  + "system-health/0/2  health       2026-01-05T12:00:02Z  component=gateway\n"
                  + "2 records: 2 events (2 health); 0 dead letters; 0 with an id that was seen"
                  + " before\n"));
      assertThat(check(servers, "--topic=system-helth"), is(1));
      assertThat(errors.toString(), containsString("there is no topic system-helth; there are ["));
    }
  }

  @Test
  void theExampleOfTheMappingPageDoesWhatThePageSays() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "mapping.md"));
    String sample =
        Files.writeString(directory.resolve("sample.jsonl"), block(page, "jsonl")).toString();
    String mapping =
        Files.writeString(directory.resolve("gateway.json"), block(page, "json")).toString();
    assertThat(block(page, "json").lines().count(), is(10L));
    assertThat(check("--mapping=" + mapping, sample), is(1));
    assertThat(output.toString().replace(directory + "/", ""), is(block(page, "text")));
  }

  /** Returns the text of the first block of this language. */
  private static String block(String page, String language) {
    String start = "```" + language + "\n";
    int from = page.indexOf(start) + start.length();
    return page.substring(from, page.indexOf("```", from));
  }

  @Test
  void aMappingThatIsWrongIsAWrongCommandLine() throws Exception {
    String mapping = Files.writeString(directory.resolve("m.json"), "{\"stream\":1}").toString();
    assertThat(check("--mapping=" + mapping, file(EVENT.formatted("a", 1))), is(2));
    assertThat(
        errors.toString(),
        containsString(
            "m.json:1: stream is 1; one of performance_metrics, user_feedback, system_health is needed"));
  }
}

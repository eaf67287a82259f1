package io.tidemark.pipelines.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SeveralEventsTest {
  private static final Decoders DECODERS = Decoders.standard(4_000_000);
  private static final String A = health("a", "12:00:00");
  private static final String B = health("b", "12:00:07");
  private static final String C = health("c", "11:59:59");
  private static final String BAD = A.replace("degraded", "burning");

  @Test
  void arrayOfEvents() {
    assertThat(fates("[" + A + "," + B + "]"), is(List.of("0 a", "1 b")));
    assertThat(fates(" [ " + A + " ,\r\n\t" + B + " ]\n"), is(List.of("0 a", "1 b")));
    assertThat(fates("\uFEFF[" + A + "]"), is(List.of("0 a")));
  }

  @Test
  void linesOfEvents() {
    assertThat(fates(A + "\n" + B), is(List.of("0 a", "1 b")));
    assertThat(fates("\n" + A + "\r\n\r\n  \n" + B + "\r\n"), is(List.of("0 a", "1 b")));
    assertThat(fates(A + B + " " + C), is(List.of("0 a", "1 b", "2 c")));
    assertThat(fates("[" + A + "," + B + "]\n[" + C + "]\n"), is(List.of("0 a", "1 b", "2 c")));
  }

  @Test
  void objectsOverSeveralLinesAreNotCutAtTheirLines() {
    assertThat(fates(pretty(A) + "\n" + pretty(B)), is(List.of("0 a", "1 b")));
    assertThat(fates("[\n" + pretty(A) + ",\n" + pretty(B) + "\n]"), is(List.of("0 a", "1 b")));
    String withoutIndent = A.replace("{", "{\"x\":[\n{\n},\n{\n}\n],\n");
    assertThat(fates(withoutIndent + "\n" + B), is(List.of("0 a", "1 b")));
  }

  @Test
  void bracketsAndQuotesInTextsEndNothing() {
    String tricky = A.replace("{", "{\"comment\":\"]}\\\"[{,\\\\\",");
    assertThat(fates("[" + tricky + "," + B + "]"), is(List.of("0 a", "1 b")));
    assertThat(fates(tricky + "\n" + B), is(List.of("0 a", "1 b")));
  }

  @Test
  void cloudEventsBatch() {
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"s\",\"type\":\"x.system_health\","
            + "\"time\":\"2026-01-05T12:00:00Z\",\"data\":{\"component\":\"c\",\"status\":\"%s\"}}";
    String batch = "[" + event.formatted("a", "healthy") + "," + event.formatted("b", "?") + "]";
    RawRecord record =
        Records.withHeaders(
            Map.of("content-type", "application/cloudevents-batch+json; charset=utf-8"), batch);
    assertThat(fates(record), is(List.of("0 a", "1 INVALID " + event.formatted("b", "?"))));
  }

  @Test
  void eachBadEventIsOneRejectionWithItsOwnBytes() {
    assertThat(
        fates("[" + A + "," + BAD + ",7,[" + B + "],\"x,]\"," + C + "]"),
        is(
            List.of(
                "0 a",
                "1 INVALID " + BAD,
                "2 MALFORMED 7",
                "3 MALFORMED [" + B + "]",
                "4 MALFORMED \"x,]\"",
                "5 c")));
    assertThat(
        fates(A + "\nno json\n" + BAD + "\n}\n" + C),
        is(List.of("0 a", "1 MALFORMED no json", "2 INVALID " + BAD, "3 MALFORMED }", "4 c")));
  }

  @Test
  void aLineThatIsCutHarmsNoOther() {
    for (String cut :
        List.of(
            "{\"type\":", "{\"type\":\"x", "{\"type\":\"x\",", "{\"a\":{\"b\":1", "{\"a\":[1,")) {
      assertThat(
          fates(A + "\n" + cut + "\n" + B + "\n" + C + "\n"),
          is(List.of("0 a", "1 MALFORMED " + cut, "2 b", "3 c")));
      assertThat(fates(cut + "\n" + B), is(List.of("0 MALFORMED " + cut, "1 b")));
    }
    String closesTwice = A + "}";
    assertThat(
        fates("{\"a\":1\n" + B + "\n" + closesTwice + "\n" + C),
        is(List.of("0 MALFORMED {\"a\":1", "1 b", "2 MALFORMED " + closesTwice, "3 c")));
  }

  @Test
  void whatFollowsAnEventWithoutASeparatorSpoilsThatEvent() {
    assertThat(
        fates("[" + A + " x," + B + "y]\n" + C + " z\n" + A),
        is(
            List.of(
                "0 MALFORMED " + A + " x",
                "1 MALFORMED " + B + "y",
                "2 MALFORMED " + C + " z",
                "3 a")));
    assertThat(fates(A + " x"), is(List.of("-1 MALFORMED " + A + " x")));
    assertThat(fates(A + ","), is(List.of("0 a")));
  }

  @Test
  void anArrayThatIsCutLosesItsLastElementOnly() {
    assertThat(
        fates("[" + A + "," + B.substring(0, 30)),
        is(List.of("0 a", "1 MALFORMED " + B.substring(0, 30))));
  }

  @Test
  void bytesThatAreNoUtf8HarmTheirEventOnly() {
    byte[] record = ("[" + A + ",{\"x\":\"#\"}]").getBytes(StandardCharsets.UTF_8);
    record[record.length - 4] = (byte) 0xff;
    DecodedRecord decoded = DECODERS.read(Records.of(record));
    assertThat(decoded.decoded().size(), is(2));
    assertThat(decoded.decoded().get(0) instanceof Decoded.Event, is(true));
    assertThat(decoded.raw(1).value().length, is(9));
  }

  @Test
  void theBytesOfARejectionAreRejectedAlikeWhenTheyAreReadAgain() {
    for (String record : List.of("[" + A + "," + BAD + "]", A + "\n{\"a\":\n" + B, "[7," + A)) {
      DecodedRecord first = DECODERS.read(Records.of(record));
      for (int i = 0; i < first.decoded().size(); i++) {
        assertThat(DECODERS.decode(first.raw(i)), is(List.of(first.decoded().get(i))));
      }
    }
  }

  @Test
  void oneRejectedObjectOverSeveralLinesIsOneRejection() {
    String bad = pretty(A).replace("degraded\"", "degraded");
    assertThat(fates(bad), is(List.of("-1 MALFORMED " + bad)));
    assertThat(fates("no json"), is(List.of("-1 MALFORMED no json")));
  }

  @Test
  void recordInAnotherFormatIsOneRejection() {
    assertThat(fates("a\nb\n}\n{\n"), is(List.of("-1 MALFORMED a\nb\n}\n{\n")));
    byte[] binary = new byte[100_000];
    new java.util.Random(3).nextBytes(binary);
    DecodedRecord read = DECODERS.read(Records.of(binary));
    assertThat(read.decoded().size(), is(1));
    assertThat(read.raw(0).value().length, is(100_000));
  }

  @Test
  void arrayWithoutAnEventIsMalformed() {
    for (String empty : List.of("[]", " [ ]\n", "[,]", "[", "[]\n[]")) {
      Decoded.Rejected rejected = (Decoded.Rejected) DECODERS.decode(Records.of(empty)).get(0);
      assertThat(rejected.reason(), is(Reason.MALFORMED));
      assertThat(rejected.error(), is("the record is an array without an event; one is needed"));
      assertThat(fates(empty), is(List.of("-1 MALFORMED " + empty)));
    }
  }

  @Test
  void eventsOfOneRecordAreBounded() {
    String most = IntStream.range(0, 10_000).mapToObj(i -> "1").collect(Collectors.joining(","));
    assertThat(DECODERS.decode(Records.of("[" + most + "]")).size(), is(10_000));
    assertThat(
        DECODERS.decode(Records.of("[" + most + ",1]")),
        is(
            List.of(
                new Decoded.Rejected(
                    Reason.OVERSIZE,
                    "the record has more than 10000 events; at most 10000 are accepted",
                    null))));
  }

  @Test
  @Timeout(20)
  void theTimeGrowsWithTheLengthOfTheRecordWhateverIsInIt() {
    for (String piece : List.of("{\n", "[", "{\"\n", "{\"a\":[\n{", "\"", "}\n", "[{\n")) {
      assertThat(DECODERS.decode(Records.of(piece.repeat(400_000))).isEmpty(), is(false));
    }
  }

  @Test
  void theWatermarkHasTheEarliestAndTheLatestOfAll() {
    DecodedRecord record = DECODERS.read(Records.of("[" + A + "," + B + "," + BAD + "," + C + "]"));
    long noon = java.time.Instant.parse("2026-01-05T12:00:00Z").toEpochMilli();
    assertThat(record.earliestEventMillis(Long.MAX_VALUE), is(OptionalLong.of(noon - 1_000)));
    assertThat(record.latestEventMillis(Long.MAX_VALUE), is(OptionalLong.of(noon + 7_000)));
  }

  @Test
  void ofARecordWithoutBytesEachEventHasAPlaceOfItsOwn() {
    DecodedRecord record = DECODERS.read(Records.of(A + "\n" + B)).withoutBytesOf(all -> true);
    assertThat(record.raw(1).isPlace(), is(true));
    assertThat(List.of(record.raw(0).index(), record.raw(1).index()), is(List.of(0, 1)));
    assertThat(DECODERS.read(Records.of(A)).withoutBytesOf(all -> true).raw(0).index(), is(-1));
  }

  private static List<String> fates(String record) {
    return fates(Records.of(record));
  }

  /** The index of each event with its id, or its reason and bytes. */
  private static List<String> fates(RawRecord record) {
    DecodedRecord read = DECODERS.read(record);
    List<String> fates = new ArrayList<>();
    for (int i = 0; i < read.decoded().size(); i++) {
      RawRecord raw = read.raw(i);
      Decoded decoded = read.decoded().get(i);
      fates.add(
          raw.index()
              + " "
              + (decoded instanceof Decoded.Event event
                  ? event.event().id()
                  : ((Decoded.Rejected) decoded).reason()
                      + " "
                      + new String(raw.value(), StandardCharsets.UTF_8)));
    }
    return fates;
  }

  private static String health(String id, String time) {
    return Records.HEALTH.replace("h-1", id).replace("12:34:56.789", time);
  }

  private static String pretty(String json) {
    return json.replace("{", "{\n  ").replace(",", ",\n  ").replace("}", "\n}");
  }
}

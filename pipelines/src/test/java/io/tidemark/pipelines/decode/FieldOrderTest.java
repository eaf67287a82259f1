package io.tidemark.pipelines.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.record.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A guess of the next field may be wrong, and must not be seen but in time. */
class FieldOrderTest {
  private static final List<String> INSIDE_OUT =
      List.of(
          "{\"cost\":1,\"id\":\"x\",\"model\":\"m\",\"type\":\"t\",\"latency_ms\":1,\"a\":2}",
          "{\"status\":\"s\",\"component\":\"c\",\"timestamp\":\"t\",\"id\":\"x\",\"type\":\"t\"}",
          "{\"response_shared\":true,\"session_id\":\"s\",\"timestamp\":\"t\",\"type\":\"t\"}");

  private final Decoders decoders = Decoders.standard(10_000);

  @Test
  void fieldsInAnyOrderAreTheSameEvent() {
    Random random = new Random(5);
    for (String record : List.of(Records.PERFORMANCE, Records.FEEDBACK, Records.HEALTH)) {
      List<Decoded> expected = decode(record);
      List<String> fields =
          new ArrayList<>(List.of(record.substring(1, record.length() - 1).split(",")));
      fields.add("\"unknown\":{\"id\":1}");
      for (int round = 0; round < 2_000; round++) {
        Collections.shuffle(fields, random);
        assertThat(decode("{" + String.join(",", fields) + "}"), is(expected));
      }
    }
  }

  @Test
  void namesWithEscapesOrSpacesAreTheSame() {
    List<Decoded> expected = decode(Records.PERFORMANCE);
    assertThat(decode(Records.PERFORMANCE.replace("\"model\"", "\"mod\\u0065l\"")), is(expected));
    assertThat(
        decode(Records.PERFORMANCE.replace(",", " ,\n ").replace("\":", "\"\t: ")), is(expected));
  }

  @Test
  void whatCameBeforeChangesNoOutcome() {
    for (String record : List.of(Records.PERFORMANCE, Records.FEEDBACK, Records.HEALTH)) {
      for (byte[] broken : brokenOnce(record)) {
        decode(record);
        List<Decoded> expectedly = decoders.decode(Records.of(broken));
        INSIDE_OUT.forEach(this::decode);
        List<Decoded> unexpectedly = decoders.decode(Records.of(broken));
        assertThat(new String(broken, StandardCharsets.ISO_8859_1), unexpectedly, is(expectedly));
      }
    }
  }

  /** The record cut off at each byte, and with each byte replaced. */
  private static List<byte[]> brokenOnce(String record) {
    byte[] whole = record.getBytes(StandardCharsets.UTF_8);
    List<byte[]> all = new ArrayList<>();
    for (int at = 1; at < whole.length; at++) {
      all.add(Arrays.copyOf(whole, at));
      for (char other : "\"\\,:{}[]0 x\n\u0000\u0080".toCharArray()) {
        byte[] broken = whole.clone();
        broken[at] = (byte) other;
        all.add(broken);
      }
    }
    return all;
  }

  private List<Decoded> decode(String json) {
    return decoders.decode(Records.of(json));
  }
}

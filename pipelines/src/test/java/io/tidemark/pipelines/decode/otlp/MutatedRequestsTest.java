package io.tidemark.pipelines.decode.otlp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tidemark.pipelines.decode.otlp.SpanFate.Call;
import io.tidemark.pipelines.decode.otlp.SpanFate.Rejected;
import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.Decoded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever arrives, each span of it has a fate, and what is set aside decodes to the same fate by
 * itself. The mutations are the same in every run.
 */
class MutatedRequestsTest {
  private static final int REQUESTS = 10_000;

  private final OtlpReader traces = new OtlpReader(Signal.TRACES, OtlpOptions.DEFAULT);
  private final OtlpReader logs = new OtlpReader(Signal.LOGS, OtlpOptions.DEFAULT);

  @Test
  void everyMutatedRequestHasItsFates() {
    Random random = new Random(20_251_009);
    List<byte[]> requests = requests();
    Map<String, Integer> met = new TreeMap<>();
    for (int i = 0; i < REQUESTS; i++) {
      byte[] mutated = mutated(requests.get(i % requests.size()), random);
      assertFates(traces, mutated, met);
      assertFates(logs, mutated, met);
    }
    assertThat(met.toString(), met.getOrDefault("defect", 0), is(0));
    // Each fate is met, so that the test says something about it.
    assertThat(met.toString(), met.get("call"), greaterThan(3_000));
    assertThat(met.toString(), met.get("skipped"), greaterThan(3_000));
    assertThat(met.toString(), met.get("whole"), greaterThan(5_000));
    assertThat(met.toString(), met.get("rejected"), greaterThan(1_000));
  }

  private static List<byte[]> requests() {
    RandomRequests random = new RandomRequests(7);
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ExportTraceServiceRequest request = random.next();
      requests.add(request.toByteArray());
      requests.add(Requests.json(request));
    }
    return requests;
  }

  private static void assertFates(OtlpReader reader, byte[] bytes, Map<String, Integer> met) {
    OtlpRecord record = reader.read(Bytes.of(bytes));
    for (int i = 0; i < record.size(); i++) {
      SpanFate fate = record.fate(i);
      met.merge(kind(record, fate), 1, Integer::sum);
      if (fate instanceof Rejected rejected) {
        assertPrintable(rejected);
      }
      if (!(fate instanceof Skipped)) {
        OtlpRecord again = reader.read(record.reframed(i));
        assertThat(again.size(), is(1));
        assertThat(again.fate(0), is(fate));
      }
    }
  }

  private static String kind(OtlpRecord record, SpanFate fate) {
    if (fate instanceof Rejected rejected) {
      return rejected.sentence().contains("could not be read")
          ? "defect"
          : record.isReadable() ? "rejected" : "whole";
    }
    return fate instanceof Call ? "call" : "skipped";
  }

  private static void assertPrintable(Rejected rejected) {
    String error =
        new Decoded.Rejected(rejected.reason(), rejected.sentence(), rejected.eventTimeMillis())
            .error();
    assertThat(error, not(emptyString()));
    assertThat(error, error.chars().noneMatch(Character::isISOControl), is(true));
    assertThat(error, error.length(), lessThan(600));
  }

  private static byte[] mutated(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    if (bytes.length == 0) {
      return bytes;
    }
    switch (random.nextInt(7)) {
      case 0 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 1, 2 -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 3 -> {
        int at = random.nextInt(bytes.length);
        byte[] noise = new byte[Math.min(bytes.length - at, 1 + random.nextInt(8))];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, at, noise.length);
      }
      case 4 -> {
        int from = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(30), bytes.length - from);
        byte[] without = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, from + length, without, from, bytes.length - from - length);
        return without;
      }
      case 5 -> {
        byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
        return twice;
      }
      default -> {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        if (noise.length > 0) {
          noise[0] = random.nextBoolean() ? 0x0A : (byte) '{';
        }
        return noise;
      }
    }
    return bytes;
  }
}

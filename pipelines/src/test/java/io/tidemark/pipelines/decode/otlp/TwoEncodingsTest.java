package io.tidemark.pipelines.decode.otlp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tidemark.pipelines.decode.otlp.SpanFate.Rejected;
import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import io.tidemark.pipelines.record.Bytes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The readers of both encodings agree with each other and with the generated classes, on requests
 * of any shape. The requests are the same in every run.
 */
class TwoEncodingsTest {
  private static final int REQUESTS = 1_500;

  private final OtlpReader reader = new OtlpReader(Signal.TRACES, OtlpOptions.DEFAULT);

  @Test
  void bothReadersAgreeWithTheGeneratedClasses() throws Unreadable {
    RandomRequests requests = new RandomRequests(20_251_009);
    GeneratedReader generated = new GeneratedReader();
    Map<String, Integer> met = new TreeMap<>();
    for (int i = 0; i < REQUESTS; i++) {
      ExportTraceServiceRequest request = requests.next();
      List<String> expected =
          generated.fates(request).stream().map(TwoEncodingsTest::facts).toList();
      OtlpRecord protobuf = reader.read(Bytes.of(request.toByteArray()));
      assertThat("request " + i, facts(protobuf), is(expected));
      OtlpRecord json = reader.read(Bytes.of(Requests.json(request)));
      assertThat("request " + i, facts(json), is(expected));
      assertPartsDecodeAgain(protobuf);
      assertPartsDecodeAgain(json);
      for (int k = 0; k < protobuf.size(); k++) {
        met.merge(kind(protobuf.fate(k)), 1, Integer::sum);
      }
    }
    // Each fate is met, so that the test says something about it.
    assertThat(met.toString(), met.get("Call"), greaterThan(900));
    assertThat(met.toString(), met.get("MALFORMED"), greaterThan(200));
    assertThat(met.toString(), met.get("INVALID"), greaterThan(200));
    assertThat(met.toString(), met.get("WRAPS_REQUEST"), greaterThan(200));
    assertThat(met.toString(), met.get("NO_REQUEST"), greaterThan(200));
  }

  private void assertPartsDecodeAgain(OtlpRecord record) {
    for (int i = 0; i < record.size(); i++) {
      if (!(record.fate(i) instanceof Skipped)) {
        OtlpRecord again = reader.read(record.reframed(i));
        assertThat("part " + i, facts(again), is(List.of(facts(record.fate(i)))));
      }
    }
  }

  private static List<String> facts(OtlpRecord record) {
    return IntStream.range(0, record.size()).mapToObj(i -> facts(record.fate(i))).toList();
  }

  /** Sentences quote a value as its encoding writes it, so they may differ. */
  private static String facts(SpanFate fate) {
    return fate instanceof Rejected rejected
        ? rejected.reason() + " " + rejected.eventTimeMillis()
        : fate.toString();
  }

  private static String kind(SpanFate fate) {
    if (fate instanceof Rejected rejected) {
      return rejected.reason().name();
    }
    return fate instanceof Skipped skipped
        ? skipped.reason().name()
        : fate.getClass().getSimpleName();
  }
}

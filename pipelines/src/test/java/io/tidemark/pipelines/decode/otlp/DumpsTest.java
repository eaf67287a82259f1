package io.tidemark.pipelines.decode.otlp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.pipelines.decode.otlp.SpanFate.Call;
import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import io.tidemark.pipelines.record.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** What real spans become. */
class DumpsTest {
  /** Braces or lengths, the scope, and what is inherited: session, user and tags. */
  private static final int MOST_ADDED_BYTES = 600;

  private final OtlpReader reader = new OtlpReader(Signal.TRACES, OtlpOptions.DEFAULT);

  @Test
  void everySpanInJsonBecomesWhatIsExpected() throws IOException {
    for (Map.Entry<String, byte[]> file : Dumps.requests().entrySet()) {
      assertFates(file.getKey(), file.getValue(), file.getValue());
    }
  }

  @Test
  void everySpanInProtobufBecomesWhatIsExpected() throws IOException {
    for (Map.Entry<String, byte[]> file : Dumps.requests().entrySet()) {
      byte[] request = Requests.fromJson(file.getValue()).toByteArray();
      assertFates(file.getKey(), file.getValue(), request);
    }
  }

  @Test
  void spansAreEventsAndRejectedAndSkipped() throws IOException {
    int spans = 0;
    int events = 0;
    int skipped = 0;
    for (byte[] request : Dumps.requests().values()) {
      OtlpRecord record = reader.read(Bytes.of(request));
      spans += Dumps.spanIds(request).size();
      for (int i = 0; i < record.size(); i++) {
        events += record.fate(i) instanceof Call ? 1 : 0;
      }
      skipped += record.skipped().values().stream().mapToInt(Integer::intValue).sum();
    }
    assertThat(spans, is(87));
    assertThat(events, is(35));
    assertThat(skipped, is(spans - events));
  }

  /** Neither the session nor the tags of the root are lost, though the part has no root. */
  @Test
  void everySpanAloneBecomesTheSameAsInItsRecord() throws IOException {
    for (Map.Entry<String, byte[]> file : Dumps.requests().entrySet()) {
      byte[] json = file.getValue();
      assertPartsDecodeAgain(file.getKey(), Bytes.of(json));
      assertPartsDecodeAgain(file.getKey(), within(json));
      byte[] protobuf = Requests.fromJson(json).toByteArray();
      assertPartsDecodeAgain(file.getKey(), Bytes.of(protobuf));
      assertPartsDecodeAgain(file.getKey(), within(protobuf));
    }
  }

  private void assertPartsDecodeAgain(String file, Bytes request) {
    OtlpRecord record = reader.read(request);
    for (int i = 0; i < record.size(); i++) {
      if (!(record.fate(i) instanceof Skipped)) {
        Bytes part = record.reframed(i);
        OtlpRecord again = reader.read(part);
        assertThat(file, again.size(), is(1));
        assertThat(file, again.fate(0), is(record.fate(i)));
        Slices slices = record.outcome(i).slices();
        int resource = slices.resource() == null ? 0 : slices.resource().length();
        assertThat(part.length(), lessThan(slices.leaf().length() + resource + MOST_ADDED_BYTES));
      }
    }
  }

  /** The same bytes between others, as a consumer of Kafka has them. */
  private static Bytes within(byte[] value) {
    byte[] around = new byte[value.length + 9];
    Arrays.fill(around, 0, 4, (byte) 0xff);
    Arrays.fill(around, 4 + value.length, around.length, (byte) '{');
    System.arraycopy(value, 0, around, 4, value.length);
    return new Bytes(around, 4, value.length);
  }

  private void assertFates(String file, byte[] json, byte[] request) throws IOException {
    List<String> ids = Dumps.spanIds(json);
    JsonNode expected = Dumps.expected(file);
    OtlpRecord record = reader.read(Bytes.of(request));
    assertThat(file, record.size(), is(ids.size()));
    assertThat(file, expected.size(), is(ids.size()));
    for (int i = 0; i < ids.size(); i++) {
      assertThat(
          file + " " + ids.get(i),
          facts(record.fate(i)).toString(),
          is(expected.get(ids.get(i)).toString()));
    }
  }

  /** The form of expected.json. */
  static JsonNode facts(SpanFate fate) {
    ObjectNode facts = Dumps.JSON.createObjectNode();
    if (fate instanceof Skipped skipped) {
      return facts.put("skipped", skipped.detail());
    }
    if (!(fate instanceof Call made)) {
      return facts.put("rejected", fate.toString());
    }
    ModelCall call = made.call();
    facts.put("id", call.id());
    facts.put("timestamp_ms", call.timestampMillis());
    facts.put("request_id", call.requestId());
    facts.put("operation", call.operation());
    facts.put("model", call.model());
    text(facts, "response_model", call.responseModel());
    text(facts, "provider", call.provider());
    text(facts, "region", call.region());
    text(facts, "service", call.service());
    text(facts, "environment", call.environment());
    text(facts, "team", call.team());
    text(facts, "error", call.error());
    number(facts, "latency_ms", call.latencyMs());
    number(facts, "time_to_first_token_ms", call.timeToFirstTokenMs());
    Tokens tokens = call.tokens();
    facts.put("input_tokens", Math.max(0, tokens.input()));
    facts.put("output_tokens", Math.max(0, tokens.output()));
    count(facts, "cache_read_tokens", tokens.cacheRead());
    count(facts, "cache_write_tokens", tokens.cacheWrite());
    count(facts, "reasoning_tokens", tokens.reasoning());
    facts.put("usage_known", tokens.isKnown());
    number(facts, "cost", call.cost());
    text(facts, "session", call.session());
    text(facts, "user", call.user());
    return facts;
  }

  private static void text(ObjectNode facts, String name, @Nullable String text) {
    if (text != null) {
      facts.put(name, text);
    }
  }

  private static void number(ObjectNode facts, String name, double number) {
    if (!Double.isNaN(number)) {
      facts.put(name, number);
    }
  }

  private static void count(ObjectNode facts, String name, long count) {
    if (count != Tokens.UNKNOWN) {
      facts.put(name, count);
    }
  }
}

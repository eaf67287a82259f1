package io.tidemark.pipelines.decode.otlp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.Span;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.otlp.SpanFate.Call;
import io.tidemark.pipelines.decode.otlp.SpanFate.Rejected;
import io.tidemark.pipelines.record.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives on the wire that is a request, nearly one, or none. */
class WireTest {
  private static final String CALL =
      """
      {"traceId":"TRACE","spanId":"00f067aa0ba902b7","startTimeUnixNano":"1760000000000000000",\
      "endTimeUnixNano":"1760000001840000000","attributes":[\
      {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},\
      {"key":"gen_ai.usage.input_tokens","value":{"intValue":"97"}}]}"""
          .replace("TRACE", Requests.TRACE);

  private final OtlpReader spans = new OtlpReader(Signal.TRACES, OtlpOptions.DEFAULT);
  private final OtlpReader logs = new OtlpReader(Signal.LOGS, OtlpOptions.DEFAULT);

  private OtlpRecord read(String json) {
    return spans.read(Bytes.of(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String request(String span) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + span + "]}]}]}";
  }

  private ModelCall call(String json) {
    return ((Call) read(json).fate(0)).call();
  }

  private static void assertWhole(OtlpRecord record, Reason reason, String sentence) {
    assertThat(record.size(), is(1));
    assertThat(record.isReadable(), is(false));
    Rejected rejected = (Rejected) record.fate(0);
    assertThat(rejected.reason(), is(reason));
    assertThat(rejected.sentence(), startsWith(sentence));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"resourceSpans\":[]}",
        "{\"resourceSpans\":null}",
        "{\"resourceSpans\":[{}]}",
        "{\"resourceSpans\":[{\"resource\":{},\"scopeSpans\":[{\"scope\":{},\"spans\":[]}]}]}"
      })
  void anEmptyRequestHasNoSpansAndIsNoError(String json) {
    assertThat(read(json).size(), is(0));
    assertThat(read(json).isReadable(), is(true));
  }

  @Test
  void anotherSignalIsNamed() {
    assertWhole(
        read("{\"resourceLogs\":[]}"),
        Reason.MALFORMED,
        "the record has resourceLogs and is on a topic of spans; an export request with"
            + " resourceSpans is needed");
    assertWhole(
        read("{\"resourceMetrics\":[{}]}"),
        Reason.MALFORMED,
        "the record is a request of metrics, which are not taken in");
    assertWhole(
        read("{\"type\":\"performance_metrics\"}"),
        Reason.MALFORMED,
        "the record has no resourceSpans; an export request with resourceSpans is needed");
  }

  @Test
  void anotherSignalInProtobufIsNoSilence() {
    byte[] traces = Requests.of(Requests.call(1)).toByteArray();
    byte[] feedback = Requests.of(Requests.feedback()).toByteArray();
    byte[] metrics =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(Metric.newBuilder().setName("http.server.requests"))))
            .build()
            .toByteArray();
    assertWhole(spans.read(Bytes.of(feedback)), Reason.MALFORMED, "field 1 of a span has wire");
    assertWhole(logs.read(Bytes.of(traces)), Reason.MALFORMED, "field 1 of a log record has wire");
    assertWhole(logs.read(Bytes.of(metrics)), Reason.MALFORMED, "field 1 of a log record has wire");
    Rejected metric = (Rejected) spans.read(Bytes.of(metrics)).fate(0);
    assertThat(metric.sentence(), is("traceId has 20 bytes; 16 are needed"));
  }

  @Test
  void aRequestCutAtAnyByteHasAFate() {
    byte[] request = Requests.of(Requests.call(1), Requests.call(2)).toByteArray();
    byte[] json = Requests.json(Requests.of(Requests.call(1), Requests.call(2)));
    Set<Integer> sizes = new HashSet<>();
    for (byte[] whole : new byte[][] {request, json}) {
      for (int length = 1; length < whole.length; length++) {
        OtlpRecord record = spans.read(Bytes.of(Arrays.copyOf(whole, length)));
        assertThat("cut at " + length, record.isReadable(), is(false));
        assertThat("cut at " + length, ((Rejected) record.fate(0)).reason(), is(Reason.MALFORMED));
        sizes.add(record.size());
      }
    }
    assertThat(sizes, is(Set.of(1)));
  }

  /** A length that leads out of the span, and a wire type that the field does not have. */
  @ParameterizedTest
  @CsvSource({"3, 255", "4, 75"})
  void aBrokenSpanDoesNotCostItsNeighbours(int before, int value) {
    byte[] request =
        Requests.of(Requests.call(1), Requests.call(2), Requests.call(3)).toByteArray();
    request[indexOf(request, "gen_ai.operation.name", 2) - before] = (byte) value;
    OtlpRecord record = spans.read(Bytes.of(request));
    assertThat(record.size(), is(3));
    assertThat(record.fate(0) instanceof Call, is(true));
    assertThat(record.fate(2) instanceof Call, is(true));
    Rejected broken = (Rejected) record.fate(1);
    assertThat(broken.reason(), is(Reason.MALFORMED));
    assertThat(spans.read(record.reframed(1)).fate(0), is(broken));
  }

  private static int indexOf(byte[] bytes, String text, int occurrence) {
    String latin = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = -1;
    for (int i = 0; i < occurrence; i++) {
      at = latin.indexOf(text, at + 1);
    }
    return at;
  }

  @Test
  void aSpanOfAnotherShapeInJsonDoesNotCostItsNeighbours() {
    OtlpRecord record =
        read(request("7,{\"attributes\":{\"a\":1}},{\"traceId\":[1],\"events\":\"x\"}," + CALL));
    assertThat(record.size(), is(4));
    for (int i = 0; i < 3; i++) {
      assertThat(((Rejected) record.fate(i)).reason(), is(Reason.MALFORMED));
      assertThat(spans.read(record.reframed(i)).fate(0), is(record.fate(i)));
    }
    assertThat(record.fate(3) instanceof Call, is(true));
  }

  @Test
  void theResourceAndTheScopeMayStandBehindTheirSpans() {
    OtlpOptions options =
        new OtlpOptions(Set.of("late"), Set.of(), Set.of(), Set.of(), List.of(), Set.of());
    String json =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
            + CALL
            + "],\"scope\":{\"name\":\"late\"}},{\"spans\":["
            + CALL
            + "],\"scope\":{\"name\":\"other\"}}],\"resource\":{\"attributes\":[{\"value\":"
            + "{\"stringValue\":\"shop\"},\"key\":\"service.name\"}]}}]}";
    OtlpRecord record =
        new OtlpReader(Signal.TRACES, options)
            .read(Bytes.of(json.getBytes(StandardCharsets.UTF_8)));
    assertThat(record.skipped(), is(Map.of(SkipReason.IGNORED_SCOPE, 1)));
    assertThat(((Call) record.fate(1)).call().service(), is("shop"));
    assertThat(spans.read(record.reframed(1)).fate(0), is(record.fate(1)));
  }

  @Test
  void theResourceMayStandBehindItsSpansInProtobuf() {
    byte[] request = Requests.of(Requests.call(1)).toByteArray();
    byte[] swapped = swappedGroup(request);
    assertThat(spans.read(Bytes.of(swapped)).fate(0), is(spans.read(Bytes.of(request)).fate(0)));
  }

  /** Returns the request with the two fields of its group in the other order. */
  private static byte[] swappedGroup(byte[] request) {
    int group = request[1] < 0 ? 3 : 2; // behind tag and length
    int resource = request[group + 1] + 2;
    byte[] swapped = request.clone();
    int rest = request.length - group - resource;
    System.arraycopy(request, group + resource, swapped, group, rest);
    System.arraycopy(request, group, swapped, group + rest, resource);
    return swapped;
  }

  @Test
  void idsMayBeHexInEitherCaseOrBase64() {
    ModelCall call = call(request(CALL));
    String base64 =
        CALL.replace(
                Requests.TRACE,
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Requests.TRACE)))
            .replace(
                "00f067aa0ba902b7",
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex("00f067aa0ba902b7")));
    assertThat(call.id(), is("0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7"));
    assertThat(call(request(base64)), is(call));
    assertThat(call(request(CALL.replace("00f067aa0ba902b7", "00F067AA0BA902B7"))), is(call));
  }

  @Test
  void numbersMayBeTextsOrNumbers() {
    ModelCall call = call(request(CALL));
    assertThat(
        call(
            request(
                CALL.replace("\"1760000000000000000\"", "1760000000000000000")
                    .replace("\"1760000001840000000\"", "1760000001840000000")
                    .replace("\"97\"", "97"))),
        is(call));
    // Beyond 2^53 a double would not do: the last digit is kept.
    assertThat(
        call(request(CALL.replace("\"1760000001840000000\"", "1760000001840000001"))).latencyMs(),
        is(1_840.000001));
  }

  @Test
  void statusMayBeANumberOrAName() {
    for (String code : new String[] {"2", "\"STATUS_CODE_ERROR\"", "\"2\""}) {
      String failed = CALL.replace("{\"traceId", "{\"status\":{\"code\":" + code + "},\"traceId");
      assertThat(call(request(failed)).error(), is("_OTHER"));
    }
    String ok = CALL.replace("{\"traceId", "{\"status\":{\"code\":\"STATUS_CODE_OK\"},\"traceId");
    assertThat(call(request(ok)), is(call(request(CALL))));
  }

  @Test
  void valuesMayBeMissingAndStandBeforeTheirKeys() {
    String more =
        CALL.replace(
            "\"attributes\":[",
            "\"attributes\":[{},{\"key\":\"session.id\"},{\"key\":\"user.id\",\"value\":{}},"
                + "{\"key\":\"user.id\",\"value\":null},7,"
                + "{\"value\":{\"stringValue\":\"s-1\"},\"key\":\"langfuse.session.id\"},");
    assertThat(call(request(more)).session(), is("s-1"));
  }

  @Test
  void blanksAndAByteOrderMarkMayStandBeforeJson() {
    for (String before : new String[] {" \t\r", "\uFEFF"}) {
      OtlpRecord record = read(before + request(CALL));
      assertThat(record.fate(0), is(read(request(CALL)).fate(0)));
      assertThat(spans.read(record.reframed(0)).fate(0), is(record.fate(0)));
    }
  }

  @Test
  void deepNestingEndsInAReason() {
    String deep = "{\"key\":\"x\",\"value\":" + "{\"arrayValue\":{\"values\":[".repeat(20_000);
    assertWhole(
        read(request(CALL.replace("\"attributes\":[", "\"attributes\":[" + deep))),
        Reason.MALFORMED,
        "not JSON");
    byte[] groups = new byte[100_000];
    Arrays.fill(groups, (byte) (20 << 3 | 3));
    byte[] start = {0x0A, (byte) 0xff, (byte) 0xff, 0x03};
    byte[] record = Arrays.copyOf(start, start.length + groups.length);
    System.arraycopy(groups, 0, record, start.length, groups.length);
    assertThat(spans.read(Bytes.of(record)).isReadable(), is(false));
  }

  @Test
  void aRequestOfMoreSpansThanAreAcceptedIsOversize() {
    byte[] empty = {0x12, 0x00};
    int count = LeafLimit.MOST + 1;
    byte[] scope = new byte[2 * count];
    for (int i = 0; i < scope.length; i++) {
      scope[i] = empty[i % 2];
    }
    byte[] record = wrapped(0x0A, wrapped(0x12, scope));
    assertWhole(
        spans.read(Bytes.of(record)),
        Reason.OVERSIZE,
        "the request has more than 65536 spans; so many are accepted");
    byte[] fewer = wrapped(0x0A, wrapped(0x12, Arrays.copyOf(scope, scope.length - 2)));
    assertThat(
        spans.read(Bytes.of(fewer)).skipped(), is(Map.of(SkipReason.NO_REQUEST, LeafLimit.MOST)));
  }

  private static byte[] wrapped(int tag, byte[] content) {
    byte[] wrapped = new byte[content.length + 4];
    wrapped[0] = (byte) tag;
    wrapped[1] = (byte) (content.length & 0x7f | 0x80);
    wrapped[2] = (byte) (content.length >> 7 & 0x7f | 0x80);
    wrapped[3] = (byte) (content.length >> 14);
    System.arraycopy(content, 0, wrapped, 4, content.length);
    return wrapped;
  }

  @Test
  void promptsAreNotDecoded() {
    Span.Builder prompt =
        Requests.call(1).addAttributes(Requests.text("gen_ai.input.messages", "x".repeat(1 << 20)));
    byte[] request = Requests.of(prompt).toByteArray();
    assertThat(request.length, greaterThan(1 << 20));
    assertThat(
        spans.read(Bytes.of(request)).fate(0),
        is(spans.read(Bytes.of(Requests.of(Requests.call(1)).toByteArray())).fate(0)));
  }
}

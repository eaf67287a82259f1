package io.tidemark.pipelines.decode.otlp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.tidemark.pipelines.decode.otlp.SpanFate.Call;
import io.tidemark.pipelines.record.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A Collector tears traces where its batches end. What the two rules that look at other spans of a
 * record then miss is bounded: a call that wraps another counts, too, and who it was for may be
 * unknown. Nothing else of a call changes.
 */
class TornRecordsTest {
  private final OtlpReader reader = new OtlpReader(Signal.TRACES, OtlpOptions.DEFAULT);

  @Test
  void whereverARecordIsTornItsCallsKeepTheirIdsAndFigures() throws IOException {
    Random random = new Random(20_251_009);
    for (Map.Entry<String, byte[]> file : Dumps.requests().entrySet()) {
      ExportTraceServiceRequest request = Requests.fromJson(file.getValue());
      Map<String, ModelCall> whole = calls(List.of(request));
      for (int i = 0; i < 20; i++) {
        Map<String, ModelCall> torn = calls(torn(request, random));
        assertThat(file.getKey(), torn.keySet(), hasItems(whole.keySet().toArray(new String[0])));
        whole.forEach(
            (id, call) ->
                assertThat(
                    file.getKey(), torn.get(id).of(Context.NONE), is(call.of(Context.NONE))));
      }
    }
  }

  @Test
  void aRecordReadTwiceIsTheSame() throws IOException {
    for (byte[] json : Dumps.requests().values()) {
      ExportTraceServiceRequest request = Requests.fromJson(json);
      assertThat(calls(List.of(request, request)), is(calls(List.of(request))));
    }
  }

  private Map<String, ModelCall> calls(List<ExportTraceServiceRequest> requests) {
    Map<String, ModelCall> calls = new TreeMap<>();
    for (ExportTraceServiceRequest request : requests) {
      OtlpRecord record = reader.read(Bytes.of(request.toByteArray()));
      for (int i = 0; i < record.size(); i++) {
        if (record.fate(i) instanceof Call made) {
          calls.put(made.call().id(), made.call());
        }
      }
    }
    return calls;
  }

  /** Returns the spans in up to four requests, each span in one of them. */
  private static List<ExportTraceServiceRequest> torn(
      ExportTraceServiceRequest request, Random random) {
    List<ExportTraceServiceRequest.Builder> parts = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      parts.add(ExportTraceServiceRequest.newBuilder());
    }
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        scope
            .getSpansList()
            .forEach(
                span ->
                    parts
                        .get(random.nextInt(parts.size()))
                        .addResourceSpans(
                            ResourceSpans.newBuilder()
                                .setResource(resource.getResource())
                                .addScopeSpans(
                                    ScopeSpans.newBuilder()
                                        .setScope(scope.getScope())
                                        .addSpans(span))));
      }
    }
    return parts.stream().map(ExportTraceServiceRequest.Builder::build).toList();
  }
}

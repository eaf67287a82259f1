package io.tidemark.pipelines.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.otlp.OtlpOptions;
import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import io.tidemark.pipelines.record.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

/** Export requests as records of a topic. */
class OtlpDecoderTest {
  private static final String ROOT =
      """
      {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"0000000000000001",\
      "attributes":[{"key":"session.id","value":{"stringValue":"s-1"}},\
      {"key":"user.id","value":{"stringValue":"u-1"}},\
      {"key":"ai.telemetry.metadata.plan","value":{"stringValue":"pro"}}]}""";

  private static final String CALL =
      """
      {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"0000000000000002",\
      "parentSpanId":"0000000000000001","startTimeUnixNano":"1760000000000000000",\
      "endTimeUnixNano":"1760000001840999999","attributes":[\
      {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},\
      {"key":"gen_ai.system","value":{"stringValue":"openai"}},\
      {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4"}},\
      {"key":"gen_ai.response.model","value":{"stringValue":"gpt-4-0613"}},\
      {"key":"gen_ai.response.id","value":{"stringValue":"r-1"}},\
      {"key":"gen_ai.response.time_to_first_chunk","value":{"doubleValue":0.5}},\
      {"key":"gen_ai.response.finish_reasons",\
      "value":{"arrayValue":{"values":[{"stringValue":"stop"}]}}},\
      {"key":"gen_ai.usage.input_tokens","value":{"intValue":"97"}},\
      {"key":"gen_ai.usage.output_tokens","value":{"intValue":"52"}}]}""";

  private static final String BAD =
      CALL.replace("0000000000000002", "0000000000000003").replace("\"97\"", "\"-97\"");

  private static final String TOOL =
      """
      {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"0000000000000004",\
      "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"execute_tool"}}]}""";

  private static final PerformanceMetrics EVENT =
      new PerformanceMetrics(
          "0af7651916cd43dd8448eb211c80319c-0000000000000002",
          1_760_000_001_840L,
          "r-1",
          new Attribution(
              "gpt-4",
              "gpt-4-0613",
              "openai",
              null,
              "shop",
              "chat",
              null,
              null,
              "u-1",
              "s-1",
              null),
          1_840.999999,
          500.0,
          null,
          TokenUsage.of(97, 52),
          Double.NaN,
          null,
          null,
          "stop",
          null,
          Map.of(),
          Map.of("plan", "pro"));

  private final OtlpDecoder decoder =
      new OtlpDecoder("otlp_spans", "otlp_logs", OtlpOptions.DEFAULT, EventRules.DEFAULT);

  private static RawRecord spans(String... spans) {
    return record(
        "otlp_spans",
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
            + "{\"stringValue\":\"shop\"}}]},\"scopeSpans\":[{\"spans\":["
            + String.join(",", spans)
            + "]}]}]}");
  }

  private static RawRecord record(String topic, String json) {
    return new RawRecord(topic, 3, 7, -1, Map.of(), json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void eachRequestToAModelIsAnEventAndTheOthersAreCounted() {
    DecodedRecord record = decoder.decode(spans(ROOT, CALL, BAD, TOOL));
    assertThat(
        record.decoded(),
        contains(
            new Decoded.Event(EVENT),
            new Decoded.Rejected(
                Reason.INVALID,
                "input tokens are -97; allowed are 0 to 1000000000000",
                1_760_000_001_840L)));
    assertThat(record.skipped(), is(Map.of("no_request", 1, "operation", 1)));
  }

  @Test
  void whatIsSetAsideIsARequestOfItsSpanAlone() {
    DecodedRecord record = decoder.decode(spans(ROOT, CALL, BAD, TOOL));
    for (int i = 0; i < record.decoded().size(); i++) {
      DecodedRecord again = decoder.decode(record.raw(i));
      assertThat(again.decoded(), is(List.of(record.decoded().get(i))));
      assertThat(record.raw(i).bytes().length(), lessThan(CALL.length() + 500));
    }
  }

  @Test
  void theDecodedRecordIsReadAsItWasWritten() throws Exception {
    DecodedRecord record = decoder.decode(spans(ROOT, CALL, BAD, TOOL));
    assertThat(CoderUtils.clone(DecodedRecordCoder.of(), record), is(record));
  }

  @Test
  void anEmptyRequestHasNoOutcome() {
    DecodedRecord record = decoder.decode(record("otlp_spans", "{\"resourceSpans\":[]}"));
    assertThat(record.decoded(), is(List.of()));
    assertThat(record.skipped(), is(Map.of()));
  }

  @Test
  void whatCannotBeReadIsSetAsideAsAWhole() {
    RawRecord raw = record("otlp_spans", "{\"resourceSpans\":[");
    DecodedRecord record = decoder.decode(raw);
    assertThat(record.decoded().size(), is(1));
    assertThat(record.raw(0), is(raw));
  }

  @Test
  void anEvaluationByAPersonIsFeedbackThatSaysNoMoreThanItKnows() {
    DecodedRecord record =
        decoder.decode(
            record(
                "otlp_logs",
                """
                {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1760000000000000000",\
                "eventName":"gen_ai.evaluation.result","attributes":[\
                {"key":"gen_ai.evaluation.name","value":{"stringValue":"csat"}},\
                {"key":"gen_ai.evaluation.score.value","value":{"doubleValue":4}},\
                {"key":"session.id","value":{"stringValue":"s-1"}}]},\
                {"eventName":"gen_ai.client.inference.operation.details"}]}]}]}"""));
    assertThat(
        record.decoded(),
        contains(
            new Decoded.Event(
                new UserFeedback(
                    "s-1-csat-1760000000000000000",
                    1_760_000_000_000L,
                    "s-1",
                    null,
                    null,
                    4.0,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Map.of()))));
    assertThat(record.skipped(), is(Map.of("no_feedback", 1)));
  }

  @Test
  void aTagThatIsADimensionMustBeUsable() {
    OtlpDecoder byPlan =
        new OtlpDecoder(
            "otlp_spans",
            null,
            OtlpOptions.DEFAULT,
            new EventRules(false, List.of("model", "metadata.plan")));
    RawRecord raw = spans(ROOT.replace("pro", "p".repeat(257)), CALL);
    Decoded.Rejected rejected = (Decoded.Rejected) byPlan.decode(raw).decoded().get(0);
    assertThat(
        rejected.error(),
        is("metadata.plan has 257 characters; as a dimension at most 256 are allowed"));
    assertThat(decoder.decode(raw).decoded().get(0) instanceof Decoded.Event, is(true));
  }

  @Test
  void aDecoderThatWasSentToAWorkerDecodesTheSame() {
    OtlpDecoder sent = SerializableUtils.ensureSerializable(decoder);
    assertThat(sent.decode(spans(ROOT, CALL)), is(decoder.decode(spans(ROOT, CALL))));
  }
}

package io.tidemark.pipelines.decode.otlp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.otlp.SpanFate.Feedback;
import io.tidemark.pipelines.decode.otlp.SpanFate.Rejected;
import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import io.tidemark.pipelines.record.Bytes;
import org.junit.jupiter.api.Test;

/** What becomes of a log record. */
class FeedbackRulesTest {
  private final OtlpReader reader = new OtlpReader(Signal.LOGS, OtlpOptions.DEFAULT);

  /** Returns the fate, which is the same in JSON, and of the part alone. */
  private SpanFate fate(LogRecord.Builder log) {
    ExportLogsServiceRequest request = Requests.of(log);
    OtlpRecord record = reader.read(Bytes.of(request.toByteArray()));
    OtlpRecord json = reader.read(Bytes.of(Requests.json(request)));
    assertThat(json.fate(0), is(record.fate(0)));
    if (!(record.fate(0) instanceof Skipped)) {
      assertThat(reader.read(record.reframed(0)).fate(0), is(record.fate(0)));
      assertThat(reader.read(json.reframed(0)).fate(0), is(record.fate(0)));
    }
    return record.fate(0);
  }

  private FeedbackGiven feedback(LogRecord.Builder log) {
    return ((Feedback) fate(log)).feedback();
  }

  private String detail(LogRecord.Builder log) {
    return ((Skipped) fate(log)).detail();
  }

  @Test
  void aLabelIsAThumb() {
    FeedbackGiven feedback =
        feedback(
            Requests.feedback()
                .addAttributes(Requests.text("gen_ai.evaluation.score.label", "thumbs_up"))
                .addAttributes(Requests.text("gen_ai.evaluation.explanation", "nice"))
                .addAttributes(Requests.text("gen_ai.response.id", "r-1"))
                .addAttributes(Requests.text("user.id", "u-1")));
    assertThat(
        feedback,
        is(
            new FeedbackGiven(
                Requests.TRACE + "-0000000000000001-user_feedback-1760000001840123456",
                1_760_000_001_840L,
                "s-1",
                "u-1",
                "r-1",
                true,
                null,
                "nice")));
  }

  @Test
  void aScoreIsARating() {
    FeedbackGiven feedback =
        feedback(
            Requests.feedback()
                .addAttributes(Requests.decimal("gen_ai.evaluation.score.value", 4.5)));
    assertThat(feedback.rating(), is(4.5));
    assertThat(feedback.liked(), is(nullValue()));
  }

  @Test
  void aScoreOfThumbsIsOneForUp() {
    FeedbackGiven feedback =
        feedback(
            Requests.feedback()
                .addAttributes(Requests.text("gen_ai.evaluation.name", "thumbs"))
                .addAttributes(Requests.number("gen_ai.evaluation.score.value", 0)));
    assertThat(feedback.liked(), is(false));
    assertThat(feedback.rating(), is(nullValue()));
  }

  @Test
  void theTimeObservedStandsInForTheTime() {
    FeedbackGiven feedback =
        feedback(
            Requests.feedback()
                .clearTimeUnixNano()
                .setObservedTimeUnixNano(Requests.START)
                .clearTraceId()
                .addAttributes(Requests.text("gen_ai.evaluation.score.label", "down")));
    assertThat(feedback.timestampMillis(), is(1_760_000_000_000L));
    assertThat(feedback.id(), is("s-1-user_feedback-1760000000000000000"));
  }

  @Test
  void theNameOfTheEventMayBeAnAttribute() {
    FeedbackGiven feedback =
        feedback(
            Requests.feedback()
                .clearEventName()
                .addAttributes(Requests.text("event.name", "gen_ai.evaluation.result"))
                .addAttributes(Requests.number("gen_ai.evaluation.score.value", 3)));
    assertThat(feedback.rating(), is(3.0));
  }

  @Test
  void whatNobodyGaveIsSkipped() {
    assertThat(
        detail(Requests.feedback().setEventName("gen_ai.client.inference.operation.details")),
        is("no evaluation"));
    assertThat(
        detail(Requests.feedback().addAttributes(Requests.text("gen_ai.evaluation.name", "bias"))),
        is("evaluation bias"));
    assertThat(
        detail(Requests.feedback().addAttributes(Requests.text("session.id", ""))),
        is("feedback without a session"));
    assertThat(detail(LogRecord.newBuilder().setTimeUnixNano(1)), is("no evaluation"));
  }

  @Test
  void aScoreBeyondTheScaleIsInvalid() {
    assertRejected(
        Requests.feedback().addAttributes(Requests.number("gen_ai.evaluation.score.value", 87)),
        Reason.INVALID,
        "the score of the evaluation is 87.0; allowed is 0 to 5");
    assertRejected(
        Requests.feedback().addAttributes(Requests.text("gen_ai.evaluation.score.label", "so-so")),
        Reason.INVALID,
        "the label of the evaluation is \"so-so\" and it has no score; thumbs_up, thumbs_down or a"
            + " score from 0 to 5 is needed");
    assertRejected(
        Requests.feedback().clearTimeUnixNano(),
        Reason.MALFORMED,
        "timeUnixNano and observedTimeUnixNano are missing; one is needed");
  }

  private void assertRejected(LogRecord.Builder log, Reason reason, String sentence) {
    Rejected rejected = (Rejected) fate(log);
    assertThat(rejected.reason(), is(reason));
    assertThat(rejected.sentence(), is(sentence));
  }
}

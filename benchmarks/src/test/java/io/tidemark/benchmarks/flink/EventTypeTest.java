package io.tidemark.benchmarks.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.benchmarks.flink.EventType.Format;
import io.tidemark.benchmarks.workload.Parser;
import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.benchmarks.workload.Samples;
import io.tidemark.change.Identity;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.feedback.Feedback;
import io.tidemark.pipelines.feedback.FeedbackAccumulator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class EventTypeTest {
  private static final UserFeedback FULL = feedback(4.5, true, 30.0, true);
  private static final UserFeedback EMPTY = feedback(null, null, null, false);

  @Test
  void whatSessionsAreComputedFromSurvives() throws IOException {
    for (UserFeedback sent : List.of(FULL, EMPTY, feedback(null, false, 0.5, true))) {
      UserFeedback received = shipped(sent, new FeedbackFormat());
      assertThat(received.sessionId(), is(sent.sessionId()));
      assertThat(received.timestampMillis(), is(sent.timestampMillis()));
      assertThat(Feedback.of(Identity.of(0), received), is(Feedback.of(Identity.of(0), sent)));
    }
  }

  @Test
  void whatSessionsAreComputedFromSurvivesInTraffic() throws IOException {
    Parser parser = new Parser();
    FeedbackAccumulator sent = Rows.FEEDBACK.create();
    FeedbackAccumulator received = Rows.FEEDBACK.create();
    for (byte[] json : Samples.feedback()) {
      UserFeedback event = (UserFeedback) parser.parse(json);
      Rows.FEEDBACK.add(sent, event, event.timestampMillis());
      UserFeedback copy = shipped(event, new FeedbackFormat());
      Rows.FEEDBACK.add(received, copy, copy.timestampMillis());
    }
    assertThat(received, is(sent));
  }

  @Test
  void whatRequestsAreComputedFromSurvives() throws IOException {
    for (PerformanceMetrics sent : Samples.parsedRequests()) {
      PerformanceMetrics received = shipped(sent, new RequestFormat());
      assertThat(Rows.series(received), is(Rows.series(sent)));
      assertThat(received.timestampMillis(), is(sent.timestampMillis()));
      assertThat(
          Rows.add(Rows.REQUESTS.create(), received), is(Rows.add(Rows.REQUESTS.create(), sent)));
    }
  }

  @Test
  void feedbackTakesFewBytes() throws IOException {
    assertThat("bits, session, time", bytes(EMPTY, new FeedbackFormat()).length, is(2 + 3 + 8));
    assertThat("and two numbers", bytes(FULL, new FeedbackFormat()).length, is(13 + 16));
  }

  @Test
  void flinkMakesTheFormatsFromTheirSnapshots() throws IOException {
    for (Format<?> format : List.of(new FeedbackFormat(), new RequestFormat())) {
      DataOutputSerializer out = new DataOutputSerializer(64);
      TypeSerializerSnapshot.writeVersionedSnapshot(out, format.snapshotConfiguration());
      TypeSerializerSnapshot<?> read =
          TypeSerializerSnapshot.readVersionedSnapshot(
              new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
      assertThat(read.restoreSerializer(), is(format));
    }
  }

  private static <E extends TelemetryEvent> E shipped(E event, Format<E> format)
      throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes(event, format));
    E received = format.deserialize(in);
    assertThat("bytes left", in.available(), is(0));
    return received;
  }

  private static <E extends TelemetryEvent> byte[] bytes(E event, Format<E> format)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    format.serialize(event, out);
    return out.getCopyOfBuffer();
  }

  /** Every other flag is the opposite, so that none stands for its neighbor. */
  private static UserFeedback feedback(
      Double rating, Boolean liked, Double dwellTimeSeconds, boolean flag) {
    return new UserFeedback(
        "id",
        1_767_571_200_000L,
        "s1",
        "user",
        "request",
        rating,
        liked,
        flag,
        !flag,
        flag,
        !flag,
        flag,
        dwellTimeSeconds,
        "comment",
        Map.of("a", "b"));
  }
}

package io.tidemark.pipelines;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.pipelines.record.WithSource;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Makes dead letters of events on the topic of another stream. They would be judged late or not by
 * the watermark of that topic, which does not follow them.
 */
final class Misrouted<E extends TelemetryEvent>
    extends PTransform<PCollection<List<WithSource<E>>>, PCollection<DeadLetter>> {

  private final String expectedTopic;

  Misrouted(String expectedTopic) {
    this.expectedTopic = expectedTopic;
  }

  @Override
  public PCollection<DeadLetter> expand(PCollection<List<WithSource<E>>> events) {
    return events
        .apply("ToDeadLetters", ParDo.of(new ToDeadLetterFn<>(expectedTopic)))
        .setCoder(DeadLetterCoder.of());
  }

  private static final class ToDeadLetterFn<E extends TelemetryEvent>
      extends DoFn<List<WithSource<E>>, DeadLetter> {
    private final String expectedTopic;

    ToDeadLetterFn(String expectedTopic) {
      this.expectedTopic = expectedTopic;
    }

    @ProcessElement
    public void processElement(
        @Element List<WithSource<E>> events, OutputReceiver<DeadLetter> out) {
      events.forEach(event -> out.output(deadLetter(event)));
    }

    private DeadLetter deadLetter(WithSource<E> event) {
      RawRecord raw = event.raw();
      return raw.deadLetter(
          Reason.INVALID,
          "Route",
          event.event().getClass().getSimpleName()
              + " on topic "
              + raw.topic()
              + "; it belongs on topic "
              + expectedTopic,
          event.event().timestampMillis());
    }
  }
}

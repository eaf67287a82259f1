package io.tidemark.pipelines;

import io.tidemark.deadletter.DeadLetter;
import io.tidemark.deadletter.DeadLetterCoder;
import io.tidemark.deadletter.Reason;
import io.tidemark.pipelines.decode.RawRecord;
import io.tidemark.pipelines.decode.Sourced;
import io.tidemark.pipelines.event.TelemetryEvent;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Events on the topic of another stream, as dead letters: they would be judged by a watermark that
 * is not theirs.
 */
final class Misrouted<E extends TelemetryEvent>
    extends PTransform<PCollection<List<Sourced<E>>>, PCollection<DeadLetter>> {

  private final String expectedTopic;

  Misrouted(String expectedTopic) {
    this.expectedTopic = expectedTopic;
  }

  @Override
  public PCollection<DeadLetter> expand(PCollection<List<Sourced<E>>> events) {
    return events
        .apply("ToDeadLetters", ParDo.of(new ToDeadLetterFn<>(expectedTopic)))
        .setCoder(DeadLetterCoder.of());
  }

  private static final class ToDeadLetterFn<E extends TelemetryEvent>
      extends DoFn<List<Sourced<E>>, DeadLetter> {
    private final String expectedTopic;

    ToDeadLetterFn(String expectedTopic) {
      this.expectedTopic = expectedTopic;
    }

    @ProcessElement
    public void processElement(@Element List<Sourced<E>> events, OutputReceiver<DeadLetter> out) {
      events.forEach(event -> out.output(deadLetter(event)));
    }

    private DeadLetter deadLetter(Sourced<E> event) {
      RawRecord raw = event.raw();
      return new DeadLetter(
          Reason.INVALID,
          "Route",
          event.event().getClass().getSimpleName()
              + " on topic "
              + raw.topic()
              + "; it belongs on topic "
              + expectedTopic,
          raw.value(),
          event.event().timestampMillis(),
          raw.topic(),
          raw.partition(),
          raw.offset(),
          0);
    }
  }
}

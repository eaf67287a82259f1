package io.tidemark.pipelines;

import io.tidemark.change.LateElement;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.pipelines.record.WithSource;
import io.tidemark.pipelines.series.SeriesKey;
import java.time.Instant;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Makes dead letters of droppably late events, with the original bytes and the names of the
 * windowings that each event was too late for.
 */
final class LateToDeadLetters<E>
    extends PTransform<
        PCollection<KV<SeriesKey, LateElement<WithSource<E>>>>, PCollection<DeadLetter>> {

  private final String step;

  private LateToDeadLetters(String step) {
    this.step = step;
  }

  /** Returns the transform; {@code step} is the name of the step in the dead letters. */
  static <E> LateToDeadLetters<E> of(String step) {
    return new LateToDeadLetters<>(step);
  }

  @Override
  public PCollection<DeadLetter> expand(
      PCollection<KV<SeriesKey, LateElement<WithSource<E>>>> late) {
    return late.apply("ToDeadLetters", ParDo.of(new ToDeadLetterFn<>(step)))
        .setCoder(DeadLetterCoder.of());
  }

  private static final class ToDeadLetterFn<E>
      extends DoFn<KV<SeriesKey, LateElement<WithSource<E>>>, DeadLetter> {
    /**
     * Happens only if the watermark of the runner has passed an event that should have held it
     * back.
     */
    private static final String NOT_KEPT =
        "; it was read ahead of the watermark, so its bytes were not kept: they stand at this"
            + " partition and offset of the stream's topic";

    private final Counter settled = Metrics.counter("tidemark", "records_read_again_settled");
    private final String step;

    ToDeadLetterFn(String step) {
      this.step = step;
    }

    @ProcessElement
    public void processElement(
        @Element KV<SeriesKey, LateElement<WithSource<E>>> element,
        OutputReceiver<DeadLetter> out) {
      LateElement<WithSource<E>> late = element.getValue();
      RawRecord raw = late.value().raw();
      if (raw.resumed() != null && raw.resumed().readBefore()) {
        settled.inc(); // The job before this one had read it, and it has had its fate there.
        return;
      }
      out.output(
          raw.deadLetter(
              Reason.LATE,
              step,
              "event time "
                  + Instant.ofEpochMilli(late.timestampMillis())
                  + " is past the allowed lateness of "
                  + String.join(", ", late.missed())
                  + ": the watermark stands at "
                  + Instant.ofEpochMilli(late.watermarkMillis())
                  + (raw.isPlace() ? NOT_KEPT : ""),
              late.timestampMillis()));
    }
  }
}

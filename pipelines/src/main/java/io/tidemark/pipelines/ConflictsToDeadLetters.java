package io.tidemark.pipelines;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.pipelines.record.WithSource;
import io.tidemark.pipelines.series.SeriesKey;
import java.time.Instant;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Makes dead letters of events that differ from one with their id and event time, which is counted.
 */
final class ConflictsToDeadLetters<E>
    extends PTransform<PCollection<KV<SeriesKey, WithSource<E>>>, PCollection<DeadLetter>> {

  private final String step;

  private ConflictsToDeadLetters(String step) {
    this.step = step;
  }

  /** Returns the transform; {@code step} is the name of the step in the dead letters. */
  static <E> ConflictsToDeadLetters<E> of(String step) {
    return new ConflictsToDeadLetters<>(step);
  }

  @Override
  public PCollection<DeadLetter> expand(PCollection<KV<SeriesKey, WithSource<E>>> conflicts) {
    return conflicts
        .apply("ToDeadLetters", ParDo.of(new ToDeadLetterFn<>(step)))
        .setCoder(DeadLetterCoder.of());
  }

  private static final class ToDeadLetterFn<E>
      extends DoFn<KV<SeriesKey, WithSource<E>>, DeadLetter> {
    private static final String NOT_KEPT =
        "; it was not late, so its bytes were not kept: they stand at this partition and offset of"
            + " the stream's topic";

    private final String step;

    ToDeadLetterFn(String step) {
      this.step = step;
    }

    @ProcessElement
    public void processElement(
        @Element KV<SeriesKey, WithSource<E>> conflict,
        @Timestamp org.joda.time.Instant eventTime,
        OutputReceiver<DeadLetter> out) {
      RawRecord raw = conflict.getValue().raw();
      out.output(
          raw.deadLetter(
              Reason.CONFLICT,
              step,
              "an event with the same id and the event time "
                  + Instant.ofEpochMilli(eventTime.getMillis())
                  + " is counted already, and this one differs from it"
                  + (raw.isPlace() ? NOT_KEPT : ""),
              eventTime.getMillis()));
    }
  }
}

package io.tidemark.pipelines;

import io.tidemark.pipelines.checkpoint.AwaitCheckpoint;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Lets dead letters go that no replay can take back, and holds the others until a checkpoint has
 * them.
 *
 * <p>An input that cannot be decoded is a dead letter whenever it is read. It does not wait,
 * because there is no bound on such inputs: a producer that writes another format makes one of each
 * of its records, and all of them would have to be kept. Whether an event is late depends on how
 * far the watermark was, and a replay after a crash may find it in time; a dead letter written
 * before would then contradict the row that counts the event.
 */
final class AwaitFinality extends PTransform<PCollection<DeadLetter>, PCollection<DeadLetter>> {
  static final TupleTag<DeadLetter> FINAL = new TupleTag<>("final") {};
  static final TupleTag<DeadLetter> WAITING = new TupleTag<>("waiting") {};

  @Override
  public PCollection<DeadLetter> expand(PCollection<DeadLetter> letters) {
    PCollectionTuple split = split(letters);
    return PCollectionList.of(
            split.get(FINAL).apply("IntoOneWindow", Window.into(new GlobalWindows())))
        .and(
            split
                .get(WAITING)
                .apply("AwaitCheckpoint", AwaitCheckpoint.by(letter -> letter.id().hashCode())))
        .apply("Flatten", Flatten.pCollections());
  }

  static PCollectionTuple split(PCollection<DeadLetter> letters) {
    PCollectionTuple split =
        letters.apply(
            "Split", ParDo.of(new SplitFn()).withOutputTags(FINAL, TupleTagList.of(WAITING)));
    split.get(FINAL).setCoder(DeadLetterCoder.of());
    split.get(WAITING).setCoder(DeadLetterCoder.of());
    return split;
  }

  private static final class SplitFn extends DoFn<DeadLetter, DeadLetter> {
    @ProcessElement
    public void split(@Element DeadLetter letter, MultiOutputReceiver out) {
      out.get(letter.reason().isOfTheInputAlone() ? FINAL : WAITING).output(letter);
    }
  }
}

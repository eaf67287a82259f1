package io.tidemark.changelog;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.change.ChangeCoder;
import io.tidemark.change.LateElement;
import io.tidemark.change.LateElementCoder;
import io.tidemark.change.Revision;
import io.tidemark.change.RevisionCoder;
import io.tidemark.change.Unbatch;
import io.tidemark.internal.operator.SessionWindowOperator;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.sharding.BatchByShardFn;
import io.tidemark.internal.sharding.HostedOperator;
import io.tidemark.internal.sharding.HostedOperator.WindowingOutput;
import io.tidemark.internal.sharding.ShardBatch;
import io.tidemark.internal.sharding.WindowOperatorFn;
import io.tidemark.internal.version.Fingerprint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * The steps of a {@link Changelog}: values are batched by shard of their keys, then one step
 * maintains all fixed and sliding windows, and one step for each windowing into sessions.
 */
final class ChangelogSteps<K, V, A, O> {
  private final ChangelogSettings<V, O> settings;
  private final WindowedCombine<V, A, O> combine;
  private final KvCoder<K, V> coder;
  private final Map<String, PCollection<KV<K, Revision<O>>>> revisions = new LinkedHashMap<>();
  private final List<PCollection<KV<K, LateElement<V>>>> late = new ArrayList<>();
  private final List<PCollection<KV<K, V>>> conflicts = new ArrayList<>();

  ChangelogSteps(
      ChangelogSettings<V, O> settings, WindowedCombine<V, A, O> combine, KvCoder<K, V> coder) {
    this.settings = settings;
    this.combine = combine;
    this.coder = coder;
  }

  <T> Changelog.Result<K, V, O> apply(PCollection<T> input, Unbatch<T, K, V> unbatch) {
    PCollection<KV<Long, ShardBatch<V>>> batches = batch(input, unbatch);
    if (!settings.sliced.isEmpty()) {
      maintain(
          "MaintainSlices",
          batches,
          new SlicedWindowOperator<>(combine, List.copyOf(settings.sliced.values())),
          List.copyOf(settings.sliced.keySet()));
    }
    settings.sessions.forEach(
        (name, windowing) ->
            maintain(
                "Maintain" + name,
                batches,
                new SessionWindowOperator<>(combine, windowing.windows(), windowing.firing()),
                List.of(name)));
    return new Changelog.Result<>(
        input.getPipeline(),
        KvCoder.of(coder.getKeyCoder(), ChangeCoder.of(combine.outputCoder())),
        revisions,
        one(late, "FlattenLate"),
        one(conflicts, "FlattenConflicts"));
  }

  private static <T> PCollection<T> one(List<PCollection<T>> several, String step) {
    return several.size() == 1
        ? several.get(0)
        : PCollectionList.of(several).apply(step, Flatten.pCollections());
  }

  private <T> PCollection<KV<Long, ShardBatch<V>>> batch(
      PCollection<T> input, Unbatch<T, K, V> unbatch) {
    return inGlobalWindow(input)
        .apply(
            "GroupInBundle",
            ParDo.of(
                new BatchByShardFn<>(
                    unbatch, coder.getKeyCoder(), coder.getValueCoder(), settings.critical)))
        .setCoder(
            KvCoder.of(VarLongCoder.of(), new ShardBatch.ShardBatchCoder<>(coder.getValueCoder())));
  }

  private static <T> PCollection<T> inGlobalWindow(PCollection<T> input) {
    return input.getWindowingStrategy().getWindowFn() instanceof GlobalWindows
        ? input
        : input.apply("IntoGlobalWindow", Window.into(new GlobalWindows()));
  }

  private <S> void maintain(
      String step,
      PCollection<KV<Long, ShardBatch<V>>> batches,
      WindowOperator<V, S, O> operator,
      List<String> names) {
    TupleTag<KV<K, LateElement<V>>> lateTag = tag("late");
    TupleTag<KV<K, V>> conflictsTag = tag("conflicts");
    List<WindowingOutput<K, O>> outputs = new ArrayList<>();
    for (String name : names) {
      outputs.add(new WindowingOutput<>(name, tag(name)));
    }
    TupleTagList others = TupleTagList.of(lateTag).and(conflictsTag);
    for (WindowingOutput<K, O> output : outputs.subList(1, outputs.size())) {
      others = others.and(output.revisions());
    }
    PCollectionTuple out =
        batches.apply(
            step,
            ParDo.of(new WindowOperatorFn<>(hosted(operator, outputs, lateTag, conflictsTag)))
                .withOutputTags(outputs.get(0).revisions(), others));
    KvCoder<K, Revision<O>> revisionCoder =
        KvCoder.of(coder.getKeyCoder(), RevisionCoder.of(combine.outputCoder()));
    for (WindowingOutput<K, O> output : outputs) {
      revisions.put(output.name(), out.get(output.revisions()).setCoder(revisionCoder));
    }
    late.add(
        out.get(lateTag)
            .setCoder(KvCoder.of(coder.getKeyCoder(), LateElementCoder.of(coder.getValueCoder()))));
    conflicts.add(out.get(conflictsTag).setCoder(coder));
  }

  /** Static, so that the tag does not carry these steps along to the workers. */
  private static <T> TupleTag<T> tag(String name) {
    return new TupleTag<>(name) {};
  }

  private <S> HostedOperator<K, V, S, O> hosted(
      WindowOperator<V, S, O> operator,
      List<WindowingOutput<K, O>> outputs,
      TupleTag<KV<K, LateElement<V>>> lateTag,
      TupleTag<KV<K, V>> conflictsTag) {
    return new HostedOperator<>(
        operator,
        coder.getKeyCoder(),
        outputs,
        lateTag,
        conflictsTag,
        settings.critical,
        settings.identity,
        settings.content,
        settings.settled,
        Fingerprint.of(settings.stateSettings),
        settings.reemits,
        settings.clock);
  }
}

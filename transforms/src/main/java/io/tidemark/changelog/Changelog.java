package io.tidemark.changelog;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.change.LateElement;
import io.tidemark.change.Revision;
import io.tidemark.change.RevisionCoder;
import io.tidemark.change.Unbatch;
import io.tidemark.firing.Firing;
import io.tidemark.internal.operator.SessionWindowOperator;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.sharding.BatchByShardFn;
import io.tidemark.internal.sharding.ShardBatch;
import io.tidemark.internal.sharding.WindowOperatorFn;
import io.tidemark.internal.version.VersionClock;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Aggregates the values of each key in event-time windows, as a changelog: every pane that replaces
 * another first withdraws it.
 *
 * <pre>{@code
 * Changelog.Result<String, Integer, Integer> totals =
 *     scores.apply(
 *         Changelog.<String, Integer, Integer>perKey(sum)
 *             .into("Total", FixedWindows.of(Duration.standardMinutes(5)),
 *                 Firing.onTime()
 *                     .early(Cadence.every(Duration.standardSeconds(30)))
 *                     .allowedLateness(Duration.standardMinutes(2))));
 * totals.changes("Total");    // +I(3, EARLY 0)  -U(3, EARLY 0) +U(7, ON_TIME 1) ...
 * totals.revisions("Total");  // the same, -U and +U in one element
 * totals.late();              // what came after the last window that would have taken it
 * }</pre>
 *
 * <p>Several {@link #into} over the same keys share the work: fixed and sliding windows are
 * assembled from the same slices, into which each element is aggregated once.
 *
 * <p><b>Guarantees</b>, for every order of arrival, runner, restart and parallelism:
 *
 * <ul>
 *   <li>A retraction carries exactly the value that stood.
 *   <li>After any prefix of a key's changes at most one value stands for a window, and no two
 *       sessions of which one absorbed the other.
 *   <li>After all of them, what stands is the aggregate of all elements that were neither late nor
 *       duplicates.
 *   <li>A firing that changes nothing emits nothing, but for the one that marks the window on time.
 * </ul>
 *
 * <p>The changes of one key leave in order; {@link Change#version()} restores it after a shuffle.
 * Each carries the timestamp of its window's last moment. The output is in the global window.
 *
 * <p><b>State</b> is held per key until the watermark passes the end of the window by the allowed
 * lateness, then removed; with {@link #identifiedBy}, some 11 bytes for each element as long.
 *
 * <p><b>Cost.</b> What a runner does for each element, its timers among it, is done once for the
 * values that a bundle has for one of 1,024 shards of the keys: at most so many tasks share the
 * windows. A task keeps some 250 bytes in memory for each key that it holds, also where state is on
 * disk.
 */
public final class Changelog<K, V, O>
    extends PTransform<PCollection<KV<K, V>>, Changelog.Result<K, V, O>> {

  private final WindowedCombine<V, ?, O> combine;
  private final Map<String, SlicedWindowOperator.Windowing> sliced;
  private final Map<String, WindowOperator<V, ?, O>> sessions;
  private final SerializableFunction<V, Boolean> critical;
  private final @Nullable SerializableFunction<V, Long> identity;
  private final boolean restates;
  private final VersionClock clock;

  private Changelog(
      WindowedCombine<V, ?, O> combine,
      Map<String, SlicedWindowOperator.Windowing> sliced,
      Map<String, WindowOperator<V, ?, O>> sessions,
      SerializableFunction<V, Boolean> critical,
      @Nullable SerializableFunction<V, Long> identity,
      boolean restates,
      VersionClock clock) {
    this.combine = combine;
    this.sliced = sliced;
    this.sessions = sessions;
    this.critical = critical;
    this.identity = identity;
    this.restates = restates;
    this.clock = clock;
  }

  /** The changelog of this aggregate; say next what windows it is computed {@link #into}. */
  public static <K, V, O> Changelog<K, V, O> perKey(WindowedCombine<V, ?, O> combine) {
    Objects.requireNonNull(combine, "combine");
    return new Changelog<>(
        combine, Map.of(), Map.of(), value -> false, null, false, VersionClock.system());
  }

  /** Fixed windows; {@code name} names the step and the outputs. */
  public Changelog<K, V, O> into(String name, FixedWindows windows, Firing firing) {
    return withSliced(name, AlignedWindows.of(windows), firing);
  }

  /** Sliding windows, whose period may not exceed their size. */
  public Changelog<K, V, O> into(String name, SlidingWindows windows, Firing firing) {
    return withSliced(name, AlignedWindows.of(windows), firing);
  }

  /** Sessions. */
  public Changelog<K, V, O> into(String name, CappedSessions windows, Firing firing) {
    return withSessions(name, new SessionWindowOperator<>(combine, windows, firing));
  }

  /**
   * An element for which this holds fires the windows that it belongs to at once, where their
   * firing says {@link Firing#onCritical()}.
   */
  public Changelog<K, V, O> critical(SerializableFunction<V, Boolean> predicate) {
    return new Changelog<>(combine, sliced, sessions, predicate, identity, restates, clock);
  }

  /**
   * Aggregates of the elements of a key with the same identity only the first, for as long as the
   * windows of that first one are held. Later ones are droppably late. 64 bits: among a million
   * elements of one key and window, two different ones collide with probability 3e-8.
   */
  public Changelog<K, V, O> identifiedBy(SerializableFunction<V, Long> identity) {
    return new Changelog<>(combine, sliced, sessions, critical, identity, restates, clock);
  }

  /**
   * After a restart says once more, of each key when it is next visited, what stands: it withdraws
   * the value and states it again, with a newer version. For runners that restore a checkpoint and
   * outputs that have seen what came after it, as a table has: an event that was in time before the
   * crash may be droppably late on replay, and the value that counted it would stand for ever. Not
   * for runners that make new instances of a step as they please.
   */
  public Changelog<K, V, O> restatingAfterRestart(boolean restates) {
    return new Changelog<>(combine, sliced, sessions, critical, identity, restates, clock);
  }

  Changelog<K, V, O> withClock(VersionClock clock) {
    return new Changelog<>(combine, sliced, sessions, critical, identity, restates, clock);
  }

  private Changelog<K, V, O> withSliced(String name, AlignedWindows windows, Firing firing) {
    Map<String, SlicedWindowOperator.Windowing> streams = new LinkedHashMap<>(sliced);
    checkNew(name);
    streams.put(name, new SlicedWindowOperator.Windowing(windows, firing));
    return new Changelog<>(combine, streams, sessions, critical, identity, restates, clock);
  }

  private Changelog<K, V, O> withSessions(String name, WindowOperator<V, ?, O> windows) {
    Map<String, WindowOperator<V, ?, O>> streams = new LinkedHashMap<>(sessions);
    checkNew(name);
    streams.put(name, windows);
    return new Changelog<>(combine, sliced, streams, critical, identity, restates, clock);
  }

  private void checkNew(String name) {
    if (sliced.containsKey(name) || sessions.containsKey(name)) {
      throw new IllegalArgumentException("two windowings are named \"" + name + "\"");
    }
  }

  /**
   * The same over inputs that each hold many values.
   *
   * <pre>{@code
   * batches.apply(changelog.from(spread, StringUtf8Coder.of(), VarLongCoder.of()));
   * }</pre>
   */
  public <T> PTransform<PCollection<T>, Result<K, V, O>> from(
      Unbatch<T, K, V> spread, Coder<K> keyCoder, Coder<V> valueCoder) {
    Objects.requireNonNull(spread, "spread");
    return new PTransform<>("Changelog") {
      @Override
      public Result<K, V, O> expand(PCollection<T> input) {
        return maintain(input, spread, KvCoder.of(keyCoder, valueCoder));
      }
    };
  }

  @Override
  public Result<K, V, O> expand(PCollection<KV<K, V>> input) {
    return maintain(
        input,
        (element, timestamp, out) ->
            out.output(element.getKey(), element.getValue(), timestamp.getMillis()),
        keyedCoder(input));
  }

  private <T> Result<K, V, O> maintain(
      PCollection<T> input, Unbatch<T, K, V> spread, KvCoder<K, V> coder) {
    if (sliced.isEmpty() && sessions.isEmpty()) {
      throw new IllegalStateException("no windows: call into(...) before applying the changelog");
    }
    PCollection<KV<Long, ShardBatch<V>>> batches =
        inGlobalWindow(input)
            .apply(
                "GroupInBundle",
                ParDo.of(
                    new BatchByShardFn<>(
                        spread, coder.getKeyCoder(), coder.getValueCoder(), critical)))
            .setCoder(
                KvCoder.of(
                    VarLongCoder.of(), new ShardBatch.ShardBatchCoder<>(coder.getValueCoder())));
    Result<K, V, O> result =
        new Result<>(input.getPipeline(), coder.getKeyCoder(), combine.outputCoder());
    if (!sliced.isEmpty()) {
      maintain(
          "MaintainSlices",
          batches,
          new SlicedWindowOperator<>(combine, List.copyOf(sliced.values())),
          List.copyOf(sliced.keySet()),
          coder,
          result);
    }
    sessions.forEach(
        (name, windows) ->
            maintain("Maintain" + name, batches, windows, List.of(name), coder, result));
    return result;
  }

  private static <T> PCollection<T> inGlobalWindow(PCollection<T> input) {
    return input.getWindowingStrategy().getWindowFn() instanceof GlobalWindows
        ? input
        : input.apply("IntoGlobalWindow", Window.into(new GlobalWindows()));
  }

  private static <K, V> KvCoder<K, V> keyedCoder(PCollection<KV<K, V>> input) {
    if (input.getCoder() instanceof KvCoder<K, V> coder) {
      return coder;
    }
    throw new IllegalStateException(
        "Changelog needs a KvCoder on its input " + input.getName() + ", not " + input.getCoder());
  }

  private <S> void maintain(
      String step,
      PCollection<KV<Long, ShardBatch<V>>> batches,
      WindowOperator<V, S, O> windows,
      List<String> names,
      KvCoder<K, V> coder,
      Result<K, V, O> result) {
    TupleTag<KV<K, LateElement<V>>> late = new TupleTag<>("late") {};
    List<WindowOperatorFn.WindowingOutput<K, O>> streams = new ArrayList<>();
    for (String name : names) {
      streams.add(new WindowOperatorFn.WindowingOutput<>(name, new TupleTag<>(name) {}));
    }
    TupleTagList others = TupleTagList.of(late);
    for (WindowOperatorFn.WindowingOutput<K, O> stream : streams.subList(1, streams.size())) {
      others = others.and(stream.revisions());
    }
    PCollectionTuple out =
        batches.apply(
            step,
            ParDo.of(
                    new WindowOperatorFn<>(
                        windows,
                        coder.getKeyCoder(),
                        streams,
                        late,
                        critical,
                        identity,
                        restates,
                        clock))
                .withOutputTags(streams.get(0).revisions(), others));
    for (WindowOperatorFn.WindowingOutput<K, O> stream : streams) {
      PCollection<KV<K, Revision<O>>> revisions = out.get(stream.revisions());
      revisions.setCoder(KvCoder.of(coder.getKeyCoder(), RevisionCoder.of(combine.outputCoder())));
      result.revisions.put(stream.name(), revisions);
    }
    PCollection<KV<K, LateElement<V>>> lateElements = out.get(late);
    lateElements.setCoder(
        KvCoder.of(coder.getKeyCoder(), LateElement.coder(coder.getValueCoder())));
    result.late.add(lateElements);
  }

  /** The changes of each windowing, by its name, and the late elements of all. */
  public static final class Result<K, V, O> implements POutput {
    private final Pipeline pipeline;
    private final Coder<KV<K, Change<O>>> changeCoder;
    private final Map<String, PCollection<KV<K, Revision<O>>>> revisions = new LinkedHashMap<>();
    private final Map<String, PCollection<KV<K, Change<O>>>> changes = new HashMap<>();
    private final List<PCollection<KV<K, LateElement<V>>>> late = new ArrayList<>();

    private Result(Pipeline pipeline, Coder<K> keyCoder, Coder<O> valueCoder) {
      this.pipeline = pipeline;
      this.changeCoder = KvCoder.of(keyCoder, ChangeCoder.of(valueCoder));
    }

    /**
     * The changelog of the windowing with this name, change by change: for what counts or applies
     * them. The two changes of an update leave together, one right after the other; where both are
     * needed at once, as in a record with the row before and after, {@link #revisions} has them in
     * one element, and is cheaper.
     */
    public PCollection<KV<K, Change<O>>> changes(String name) {
      PCollection<KV<K, Revision<O>>> named = revisions(name);
      return changes.computeIfAbsent(
          name,
          n ->
              named
                  .apply("ListChangesOf" + n, ParDo.of(new ListChangesFn<K, O>()))
                  .setCoder(changeCoder));
    }

    /**
     * The changelog of the windowing with this name, firing by firing: an update is one element
     * with both its changes. The changes of a key's revisions, in order, are those of {@link
     * #changes}.
     */
    public PCollection<KV<K, Revision<O>>> revisions(String name) {
      PCollection<KV<K, Revision<O>>> named = revisions.get(name);
      if (named == null) {
        throw new IllegalArgumentException(
            "no windowing is named \"" + name + "\"; there are " + revisions.keySet());
      }
      return named;
    }

    /**
     * The droppably late elements, with the names of the windowings that missed them: once for all
     * fixed and sliding windows, once for each windowing into sessions.
     */
    public PCollection<KV<K, LateElement<V>>> late() {
      return late.size() == 1
          ? late.get(0)
          : PCollectionList.of(late).apply("FlattenLate", Flatten.pCollections());
    }

    @Override
    public Pipeline getPipeline() {
      return pipeline;
    }

    @Override
    public Map<TupleTag<?>, PValue> expand() {
      Map<TupleTag<?>, PValue> values = new LinkedHashMap<>();
      revisions.forEach((name, output) -> values.put(new TupleTag<>(name), output));
      for (int i = 0; i < late.size(); i++) {
        values.put(new TupleTag<>("late" + i), late.get(i));
      }
      return values;
    }

    @Override
    public void finishSpecifyingOutput(
        String transformName, PInput input, PTransform<?, ?> transform) {}
  }

  private static final class ListChangesFn<K, O>
      extends DoFn<KV<K, Revision<O>>, KV<K, Change<O>>> {
    @ProcessElement
    public void processElement(
        @Element KV<K, Revision<O>> revision, OutputReceiver<KV<K, Change<O>>> out) {
      for (Change<O> change : revision.getValue().changes()) {
        out.output(KV.of(revision.getKey(), change));
      }
    }
  }
}

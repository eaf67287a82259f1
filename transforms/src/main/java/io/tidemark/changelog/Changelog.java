package io.tidemark.changelog;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.change.Change;
import io.tidemark.change.Identity;
import io.tidemark.change.LateElement;
import io.tidemark.change.Revision;
import io.tidemark.change.Unbatch;
import io.tidemark.firing.Firing;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.internal.version.VersionClock;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.CombineFnBase.GlobalCombineFn;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Aggregates the values of each key in event-time windows, as a changelog: a pane that replaces
 * another withdraws it first.
 *
 * <pre>{@code
 * Changelog.Result<String, Integer, Integer> totals =
 *     scores.apply(
 *         Changelog.<String, Integer>perKey(Sum.ofIntegers())
 *             .into(
 *                 "Total",
 *                 FixedWindows.of(Duration.standardMinutes(5)),
 *                 Firing.onTime()
 *                     .withEarly(Cadence.every(Duration.standardSeconds(30)))
 *                     .withAllowedLateness(Duration.standardMinutes(2))));
 * totals.changes("Total"); // +I(3, EARLY 0)  -U(3, EARLY 0) +U(7, ON_TIME 1) ...
 * totals.revisions("Total"); // the same, -U and +U in one element
 * totals.late(); // what came after the last window that would have taken it
 * }</pre>
 *
 * <p>The aggregate is any {@link CombineFn}, with coders from the pipeline's registry, or a {@link
 * WindowedCombine}, which also sees event times and the window. Several {@link #into} over the same
 * keys share the work: fixed and sliding windows are assembled from the same slices, into which
 * each element is aggregated once.
 *
 * <p><b>Guarantees</b>, for every order of arrival, runner, restart and parallelism:
 *
 * <ul>
 *   <li>A retraction carries exactly the value that was emitted before it.
 *   <li>After any prefix of a key's changes a window has at most one value, and of two sessions of
 *       which one absorbed the other at most one has a value.
 *   <li>After all changes, the value of a window is the aggregate of all its elements that were
 *       neither late nor duplicates.
 *   <li>A firing that changes nothing emits nothing, except the one that marks the window on time.
 * </ul>
 *
 * <p><b>Order.</b> The changes of one key leave in order; {@link Change#version()} restores it
 * after a shuffle. Each change carries the timestamp of its window's last moment, and the output is
 * in the global window. A {@code Window.into} behind it that allows no lateness therefore drops
 * late corrections: give it at least the allowed lateness of the {@link Firing}, or give the
 * changes the processing time at which they were made, which no watermark has passed: {@code
 * WithTimestamps.of(change -> new Instant(change.getValue().version() / 1_000))}.
 *
 * <p><b>Lateness.</b> An element is droppably late for a window when {@code window.maxTimestamp +
 * allowedLateness < watermark}. It is aggregated in the windows that still accept it; an element
 * that no window of a windowing accepts comes out of {@link Result#late()}.
 *
 * <p><b>State</b> is kept per key until the watermark passes the end of the window by the allowed
 * lateness, and then removed; with {@link #withIdentity}, about 23 more bytes for each element.
 *
 * <p><b>Cost.</b> What a runner does for each element, including timers, is done once for all
 * values that a bundle has for one of 1,024 shards of the keys, so at most 1,024 tasks share the
 * work. A task keeps about 250 bytes in memory for each key with open windows, also where state is
 * on disk.
 */
public final class Changelog<K, V, O>
    extends PTransform<PCollection<KV<K, V>>, Changelog.Result<K, V, O>> {

  private final ChangelogSettings<V, O> settings;

  private Changelog(ChangelogSettings<V, O> settings) {
    this.settings = settings;
  }

  private Changelog<K, V, O> with(Consumer<ChangelogSettings<V, O>> change) {
    ChangelogSettings<V, O> copy = new ChangelogSettings<>(settings);
    change.accept(copy);
    return new Changelog<>(copy);
  }

  /**
   * The changelog of an aggregate whose result has the type of its values, such as {@code
   * Sum.ofIntegers()} or {@code Max.ofDoubles()}. Choose its windows with {@link #into}.
   */
  public static <K, V> Changelog<K, V, V> perKey(CombineFn<V, ?, V> fn) {
    return ofCombineFn(fn);
  }

  /**
   * The changelog of any other {@link CombineFn}, such as {@code Mean.of()}. The coders of its
   * accumulator and its result come from the pipeline's registry. A {@code CombineFnWithContext} is
   * refused, since there are no side inputs here.
   */
  public static <K, V, O> Changelog<K, V, O> perKey(GlobalCombineFn<V, ?, O> fn) {
    if (fn instanceof CombineFn<V, ?, O> combineFn) {
      return ofCombineFn(combineFn);
    }
    throw new IllegalArgumentException(
        "Changelog aggregates with a CombineFn or a WindowedCombine, not with " + fn);
  }

  private static <K, V, O> Changelog<K, V, O> ofCombineFn(CombineFn<V, ?, O> fn) {
    Objects.requireNonNull(fn, "fn");
    return new Changelog<>(
        new ChangelogSettings<>((registry, coder) -> WindowedCombine.of(fn, registry, coder)));
  }

  /** The changelog of an aggregate that also sees event times and the window. */
  public static <K, V, O> Changelog<K, V, O> perKey(WindowedCombine<V, ?, O> combine) {
    Objects.requireNonNull(combine, "combine");
    return new Changelog<>(new ChangelogSettings<>((registry, coder) -> combine));
  }

  /**
   * Computes the aggregate in fixed windows.
   *
   * @param name names the outputs, and their counters; not used twice
   */
  public Changelog<K, V, O> into(String name, FixedWindows windows, Firing firing) {
    return withSliced(name, AlignedWindows.of(windows), firing);
  }

  /** The same in sliding windows, whose period may not exceed their size. */
  public Changelog<K, V, O> into(String name, SlidingWindows windows, Firing firing) {
    return withSliced(name, AlignedWindows.of(windows), firing);
  }

  /** The same in sessions. */
  public Changelog<K, V, O> into(String name, CappedSessions windows, Firing firing) {
    checkNew(name);
    return with(
        copy -> copy.sessions.put(name, new ChangelogSettings.SessionWindowing(windows, firing)));
  }

  private Changelog<K, V, O> withSliced(String name, AlignedWindows windows, Firing firing) {
    checkNew(name);
    return with(copy -> copy.sliced.put(name, new SlicedWindowOperator.Windowing(windows, firing)));
  }

  private void checkNew(String name) {
    if (settings.sliced.containsKey(name) || settings.sessions.containsKey(name)) {
      throw new IllegalArgumentException("two windowings are named \"" + name + "\"");
    }
  }

  /**
   * An element for which {@code predicate} holds fires the windows that it belongs to at once, in
   * those windowings whose firing is {@link Firing#withCritical()}. By default no element does.
   */
  public Changelog<K, V, O> withCriticalElements(SerializableFunction<V, Boolean> predicate) {
    return with(copy -> copy.critical = predicate);
  }

  /**
   * Aggregates only the first of the elements of a key that have the same identity and the same
   * event time; the others are duplicates. One that comes after the windows of the first have
   * expired is droppably late. The same id at another event time is another element, so that a run
   * over history, which forgets nothing before its end, agrees with a stream.
   *
   * @param identity such as {@code value -> Identity.of(value.id())}
   */
  public Changelog<K, V, O> withIdentity(SerializableFunction<V, Identity> identity) {
    return with(copy -> copy.identity = identity);
  }

  /**
   * The same, and an element that differs from the first with its identity and event time is no
   * duplicate: it comes out of {@link Result#conflicts()}.
   *
   * @param content a hash of what must be the same, which must not depend on the Java process; two
   *     contents with the same hash are taken for the same
   */
  public Changelog<K, V, O> withIdentity(
      SerializableFunction<V, Identity> identity, SerializableFunction<V, Integer> content) {
    return with(
        copy -> {
          copy.identity = identity;
          copy.content = content;
        });
  }

  /**
   * Says for each element at which watermark an earlier job, whose state this one does not have,
   * had left its windows. A window that had expired by then is complete in the output of that job,
   * while perhaps only some of its elements are read again; so it is never emitted here, and its
   * elements are late. By default no earlier job is known of.
   *
   * <p>For pipelines that start without the state of the job before: their source goes back to
   * where the oldest window that was still open then may begin, and says so with every element. All
   * elements of such a job must say the same.
   *
   * @param watermark in milliseconds since the epoch; {@code Long.MIN_VALUE} if there was no job
   */
  public Changelog<K, V, O> withSettledBefore(SerializableFunction<V, Long> watermark) {
    return with(copy -> copy.settled = watermark);
  }

  /**
   * Names the settings that the stored state depends on, with their values, such as the sizes of
   * windows. They are stored with the state, and a job that restores it with others fails at once
   * with a message that names the setting and both values, where it would otherwise read the state
   * as something that it is not. None by default.
   */
  public Changelog<K, V, O> withStateSettings(Map<String, String> settings) {
    return with(copy -> copy.stateSettings = new LinkedHashMap<>(settings));
  }

  /**
   * After a restart emits the current value of every window of a key again, when the key is next
   * visited: a {@code -U} and a {@code +U} of the same value with a newer version. False by
   * default.
   *
   * <p>For runners that restore a checkpoint while a table or topic has seen changes that the lost
   * attempt made after it. An event that was in time before the crash may be droppably late in the
   * replay, and the value that counts it would otherwise never be corrected. Not for runners that
   * make new instances of a step at any time, such as the Direct runner.
   */
  public Changelog<K, V, O> withReemitAfterRestart(boolean reemits) {
    return with(copy -> copy.reemits = reemits);
  }

  Changelog<K, V, O> withClock(VersionClock clock) {
    return with(copy -> copy.clock = clock);
  }

  /**
   * The same over inputs that hold many values each.
   *
   * <pre>{@code
   * batches.apply(changelog.ofBatches(unbatch, StringUtf8Coder.of(), VarIntCoder.of()));
   * }</pre>
   *
   * @param unbatch takes an input apart into values with their keys and event times
   */
  public <T> PTransform<PCollection<T>, Result<K, V, O>> ofBatches(
      Unbatch<T, K, V> unbatch, Coder<K> keyCoder, Coder<V> valueCoder) {
    Objects.requireNonNull(unbatch, "unbatch");
    return new PTransform<>("Changelog") {
      @Override
      public Result<K, V, O> expand(PCollection<T> input) {
        return maintain(input, unbatch, KvCoder.of(keyCoder, valueCoder));
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
      PCollection<T> input, Unbatch<T, K, V> unbatch, KvCoder<K, V> coder) {
    if (settings.sliced.isEmpty() && settings.sessions.isEmpty()) {
      throw new IllegalStateException("no windows: call into(...) before applying the changelog");
    }
    KeyCoders.checkDeterministic(coder.getKeyCoder(), "Changelog");
    WindowedCombine<V, ?, O> combine =
        settings.aggregate.combine(input.getPipeline().getCoderRegistry(), coder.getValueCoder());
    return new ChangelogSteps<>(settings, combine, coder).apply(input, unbatch);
  }

  private static <K, V> KvCoder<K, V> keyedCoder(PCollection<KV<K, V>> input) {
    if (input.getCoder() instanceof KvCoder<K, V> coder) {
      return coder;
    }
    throw new IllegalStateException(
        "Changelog needs a KvCoder on its input " + input.getName() + ", not " + input.getCoder());
  }

  /**
   * The outputs: the changes of each windowing, by its name, and the late elements of all
   * windowings.
   */
  public static final class Result<K, V, O> implements POutput {
    private final Pipeline pipeline;
    private final Coder<KV<K, Change<O>>> changeCoder;
    private final Map<String, PCollection<KV<K, Revision<O>>>> revisions;
    private final PCollection<KV<K, LateElement<V>>> late;
    private final PCollection<KV<K, V>> conflicts;
    private final Map<String, PCollection<KV<K, Change<O>>>> changes = new HashMap<>();

    Result(
        Pipeline pipeline,
        Coder<KV<K, Change<O>>> changeCoder,
        Map<String, PCollection<KV<K, Revision<O>>>> revisions,
        PCollection<KV<K, LateElement<V>>> late,
        PCollection<KV<K, V>> conflicts) {
      this.pipeline = pipeline;
      this.changeCoder = changeCoder;
      this.revisions = revisions;
      this.late = late;
      this.conflicts = conflicts;
    }

    /**
     * The changelog of a windowing, change by change: for steps that count or apply changes. The
     * two changes of an update leave together, one right after the other. Where both are needed at
     * once, as in a record with the row before and after, {@link #revisions} has them in one
     * element, and costs less.
     *
     * <p>The first call for a name adds the step that takes revisions apart; later calls return the
     * same collection. A windowing that is read as revisions alone does not pay for it.
     *
     * @throws IllegalArgumentException if no windowing has this name
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
     * The changelog of a windowing, firing by firing: an update is one element with both its
     * changes. The changes of a key's revisions, in order, are those of {@link #changes}.
     *
     * @throws IllegalArgumentException if no windowing has this name
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
     * fixed and sliding windows, and once for each windowing into sessions.
     */
    public PCollection<KV<K, LateElement<V>>> late() {
      return late;
    }

    /**
     * The elements that differ from the first with their identity and event time, where {@link
     * Changelog#withIdentity(SerializableFunction, SerializableFunction)} says what must be the
     * same: once for all fixed and sliding windows, and once for each windowing into sessions. None
     * of them is aggregated. Their timestamp is their event time.
     */
    public PCollection<KV<K, V>> conflicts() {
      return conflicts;
    }

    @Override
    public Pipeline getPipeline() {
      return pipeline;
    }

    @Override
    public Map<TupleTag<?>, PValue> expand() {
      Map<TupleTag<?>, PValue> values = new LinkedHashMap<>();
      revisions.forEach((name, output) -> values.put(new TupleTag<>(name), output));
      values.put(new TupleTag<>("late"), late);
      values.put(new TupleTag<>("conflicts"), conflicts);
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

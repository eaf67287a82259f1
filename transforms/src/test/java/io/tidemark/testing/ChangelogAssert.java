package io.tidemark.testing;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.change.ChangeKind;
import io.tidemark.change.Revision;
import io.tidemark.change.RevisionCoder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An assertion on a changelog in a pipeline, as {@link PAssert} is on any collection.
 *
 * <pre>{@code
 * IntervalWindow noon =
 *     new IntervalWindow(Instant.parse("2026-01-01T12:00:00Z"), Duration.standardMinutes(5));
 * ChangelogAssert.that(totals.changes("Total"))
 *     .hasKeys("a", "b")
 *     .forKey("a")
 *     .inWindow(noon)
 *     .emits(
 *         "+I(3, EARLY 0)",
 *         "-U(3, EARLY 0)",
 *         "+U(7, EARLY 1)",
 *         "-U(7, EARLY 1)",
 *         "+U(7, ON_TIME 2)")
 *     .consolidatesTo(Map.of("a", Map.of(noon, 7), "b", Map.of(noon, 5)));
 * }</pre>
 *
 * <p>Every assertion also checks the laws of a changelog on all keys: each retraction carries
 * exactly the value that was emitted before it; after every change a window has at most one value,
 * and no window has one beside a window that contains it (an absorbed session); each {@code -U} is
 * followed by its {@code +U}. A changelog that emits its values again after a restart, or one of
 * windows that are meant to contain one another, does not follow these laws and is not for this
 * class.
 *
 * <p>Changes are taken in the order of {@link Change#version()} within a key, whatever the order of
 * arrival, and are compared without their versions, which depend on the clock. Values are compared
 * with {@code equals} and travel through the collection's coder, so they need not be {@link
 * Serializable}. The checks run as a part of the pipeline, on every runner that runs {@link
 * PAssert}; a failure shows the expected and the actual changes, one a line.
 */
public final class ChangelogAssert<K, V> {

  /** How the elements of a collection are changes: one each, or one or two. */
  private interface Entries<T, V> extends Serializable {
    List<Change<V>> changes(T entry);

    void apply(Ledger<V> ledger, T entry);
  }

  private static final class SingleChanges<V> implements Entries<Change<V>, V> {
    @Override
    public List<Change<V>> changes(Change<V> entry) {
      return List.of(entry);
    }

    @Override
    public void apply(Ledger<V> ledger, Change<V> entry) {
      ledger.apply(entry);
    }
  }

  private static final class Revisions<V> implements Entries<Revision<V>, V> {
    @Override
    public List<Change<V>> changes(Revision<V> entry) {
      return entry.changes();
    }

    @Override
    public void apply(Ledger<V> ledger, Revision<V> entry) {
      ledger.apply(entry);
    }
  }

  /** The collection with what its type of entry needs; hides that type. */
  private interface Target<K, V> {
    void check(String what, Expectation<K, V> expectation);

    Coder<K> keyCoder();

    Coder<V> valueCoder();
  }

  private record Collection<K, T, V>(
      PCollection<KV<K, T>> entries, Entries<T, V> kind, Coder<K> keyCoder, Coder<V> valueCoder)
      implements Target<K, V> {
    @Override
    public void check(String what, Expectation<K, V> expectation) {
      PAssert.that(what, entries).satisfies(new Check<>(keyCoder, kind, expectation));
    }
  }

  private final Target<K, V> target;
  private final String name;

  private ChangelogAssert(Target<K, V> target, String name) {
    this.target = target;
    this.name = name;
  }

  /** An assertion on changes, such as those of {@code Changelog} or {@code PaneChangelog}. */
  @SuppressWarnings("unchecked") // a ChangeCoder<V> is the only coder of changes of V
  public static <K, V> ChangelogAssert<K, V> that(PCollection<KV<K, Change<V>>> changes) {
    KvCoder<K, Change<V>> coder = coderOf(changes);
    if (!(coder.getValueCoder() instanceof ChangeCoder<?> of)) {
      throw new IllegalArgumentException(
          changes.getName() + " has the coder " + coder + "; its values need a ChangeCoder");
    }
    Coder<V> values = (Coder<V>) of.getCoderArguments().get(0);
    return new ChangelogAssert<>(
        new Collection<>(changes, new SingleChanges<>(), coder.getKeyCoder(), values),
        changes.getName());
  }

  /** The same on revisions, of which it also checks the versions that they replace. */
  @SuppressWarnings("unchecked") // a RevisionCoder<V> is the only coder of revisions of V
  public static <K, V> ChangelogAssert<K, V> thatRevisions(
      PCollection<KV<K, Revision<V>>> revisions) {
    KvCoder<K, Revision<V>> coder = coderOf(revisions);
    if (!(coder.getValueCoder() instanceof RevisionCoder<?> of)) {
      throw new IllegalArgumentException(
          revisions.getName() + " has the coder " + coder + "; its values need a RevisionCoder");
    }
    Coder<V> values = (Coder<V>) of.getCoderArguments().get(0);
    return new ChangelogAssert<>(
        new Collection<>(revisions, new Revisions<>(), coder.getKeyCoder(), values),
        revisions.getName());
  }

  private static <K, T> KvCoder<K, T> coderOf(PCollection<KV<K, T>> entries) {
    if (entries.getCoder() instanceof KvCoder<K, T> coder) {
      return coder;
    }
    throw new IllegalArgumentException(
        entries.getName() + " has the coder " + entries.getCoder() + "; it needs a KvCoder");
  }

  /** The changes of one key, in all its windows. */
  public ForKey<K, V> forKey(K key) {
    return new ForKey<>(this, key, null);
  }

  /** Only the laws, whatever the changes are. */
  public ChangelogAssert<K, V> followsTheLaws() {
    return check("laws of " + name, histories -> {});
  }

  /** Exactly these keys have changes. */
  @SafeVarargs
  public final ChangelogAssert<K, V> hasKeys(K... keys) {
    Encoded<List<K>> expected = new Encoded<>(ListCoder.of(target.keyCoder()), List.of(keys));
    return check(
        "keys of " + name,
        histories -> compare("keys", sorted(expected.decoded()), sorted(histories.keys())));
  }

  /** There are no changes. */
  public ChangelogAssert<K, V> isEmpty() {
    return check(
        "changes of " + name,
        histories ->
            compare(
                "changes",
                List.of(),
                histories.keys().stream()
                    .flatMap(key -> histories.of(key).stream().map(change -> key + ": " + change))
                    .toList()));
  }

  /**
   * After all changes, exactly these windows have a value, by key and window. A key whose windows
   * were all deleted is left out.
   */
  public ChangelogAssert<K, V> consolidatesTo(Map<K, Map<IntervalWindow, V>> current) {
    List<KV<K, KV<IntervalWindow, V>>> flat = new ArrayList<>();
    current.forEach(
        (key, windows) ->
            windows.forEach((window, value) -> flat.add(KV.of(key, KV.of(window, value)))));
    Coder<KV<K, KV<IntervalWindow, V>>> coder =
        KvCoder.of(target.keyCoder(), KvCoder.of(IntervalWindow.getCoder(), target.valueCoder()));
    Encoded<List<KV<K, KV<IntervalWindow, V>>>> expected = new Encoded<>(ListCoder.of(coder), flat);
    return check(
        "current values of " + name,
        histories -> compareCurrent(expected.decoded(), histories.current()));
  }

  private static <K, V> void compareCurrent(
      List<KV<K, KV<IntervalWindow, V>>> expected, List<KV<K, KV<IntervalWindow, V>>> actual) {
    List<KV<K, KV<IntervalWindow, V>>> missing = new ArrayList<>(expected);
    List<KV<K, KV<IntervalWindow, V>>> unexpected = new ArrayList<>(actual);
    missing.removeAll(actual);
    unexpected.removeAll(expected);
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      throw new AssertionError(
          difference("current values", sorted(shown(expected)), sorted(shown(actual))));
    }
  }

  private static <K, V> List<String> shown(List<KV<K, KV<IntervalWindow, V>>> values) {
    return values.stream()
        .map(kv -> kv.getKey() + " " + kv.getValue().getKey() + " " + kv.getValue().getValue())
        .toList();
  }

  private ChangelogAssert<K, V> check(String what, Expectation<K, V> expectation) {
    target.check(what, expectation);
    return this;
  }

  /** An expected {@code +I}. */
  public static <V> Change<V> insert(
      IntervalWindow window, V value, Timing timing, long paneIndex) {
    return new Change<>(ChangeKind.INSERT, value, window, timing, paneIndex, 0);
  }

  /** An expected {@code -U}, with the timing and index of the pane that it withdraws. */
  public static <V> Change<V> updateBefore(
      IntervalWindow window, V value, Timing timing, long paneIndex) {
    return new Change<>(ChangeKind.UPDATE_BEFORE, value, window, timing, paneIndex, 0);
  }

  /** An expected {@code +U}. */
  public static <V> Change<V> updateAfter(
      IntervalWindow window, V value, Timing timing, long paneIndex) {
    return new Change<>(ChangeKind.UPDATE_AFTER, value, window, timing, paneIndex, 0);
  }

  /** An expected {@code -D}, with the timing and index of the pane that it withdraws. */
  public static <V> Change<V> delete(
      IntervalWindow window, V value, Timing timing, long paneIndex) {
    return new Change<>(ChangeKind.DELETE, value, window, timing, paneIndex, 0);
  }

  /** The changes of one key, in all windows or in one. */
  public static final class ForKey<K, V> {
    private final ChangelogAssert<K, V> changelog;
    private final K key;
    private final @Nullable IntervalWindow window;

    private ForKey(ChangelogAssert<K, V> changelog, K key, @Nullable IntervalWindow window) {
      this.changelog = changelog;
      this.key = key;
      this.window = window;
    }

    /** Only the changes of this window. */
    public ForKey<K, V> inWindow(IntervalWindow one) {
      return new ForKey<>(changelog, key, one);
    }

    /**
     * Exactly these changes, in this order, in the form {@code "+I(3, EARLY 0)"}: symbol, value as
     * its {@code toString} shows it, timing and pane index. The window is not a part of this form;
     * choose one with {@link #inWindow}, or compare changes with {@link #emits(Change[])}.
     */
    public ChangelogAssert<K, V> emits(String... expected) {
      List<String> lines = List.of(expected);
      return check(
          (what, actual) ->
              compare(what, lines, actual.stream().map(ChangelogAssert::withoutWindow).toList()));
    }

    /** Exactly these changes, in this order, whatever their versions. */
    @SafeVarargs
    public final ChangelogAssert<K, V> emits(Change<V>... expected) {
      Encoded<List<Change<V>>> changes =
          new Encoded<>(
              ListCoder.of(ChangeCoder.of(changelog.target.valueCoder())),
              Arrays.stream(expected).map(ChangelogAssert::withoutVersion).toList());
      return check(
          (what, actual) ->
              compare(
                  what,
                  changes.decoded(),
                  actual.stream().map(ChangelogAssert::withoutVersion).toList()));
    }

    /** No changes. */
    public ChangelogAssert<K, V> emitsNothing() {
      return check((what, actual) -> compare(what, List.of(), actual));
    }

    private interface Comparison<V> extends Serializable {
      void compare(String what, List<Change<V>> actual);
    }

    private ChangelogAssert<K, V> check(Comparison<V> comparison) {
      String what = "changes of key " + key + (window == null ? "" : " in " + window);
      Encoded<K> encodedKey = new Encoded<>(changelog.target.keyCoder(), key);
      // An IntervalWindow is not Serializable.
      Encoded<List<IntervalWindow>> windows =
          new Encoded<>(
              ListCoder.of(IntervalWindow.getCoder()),
              window == null ? List.of() : List.of(window));
      return changelog.check(
          what + " of " + changelog.name,
          histories -> {
            List<IntervalWindow> only = windows.decoded();
            comparison.compare(
                what,
                histories.of(encodedKey.decoded()).stream()
                    .filter(change -> only.isEmpty() || only.contains(change.window()))
                    .toList());
          });
    }
  }

  private static String withoutWindow(Change<?> change) {
    return change.kind().symbol()
        + "("
        + change.value()
        + ", "
        + change.timing()
        + " "
        + change.paneIndex()
        + ")";
  }

  private static <V> Change<V> withoutVersion(Change<V> change) {
    return new Change<>(
        change.kind(), change.value(), change.window(), change.timing(), change.paneIndex(), 0);
  }

  private static void compare(String what, List<?> expected, List<?> actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError(difference(what, expected, actual));
    }
  }

  private static String difference(String what, List<?> expected, List<?> actual) {
    return what + "\nexpected:" + lines(expected) + "\nactual:" + lines(actual);
  }

  private static String lines(List<?> entries) {
    return entries.isEmpty()
        ? "\n  nothing"
        : entries.stream().map(entry -> "\n  " + entry).collect(Collectors.joining());
  }

  private static List<String> sorted(List<?> entries) {
    return entries.stream().map(String::valueOf).sorted().toList();
  }

  /** What is checked once the laws hold. */
  private interface Expectation<K, V> extends Serializable {
    void check(Histories<K, V> histories);
  }

  /** The changes of each key in order, and the values that are current after the last. */
  private static final class Histories<K, V> {
    private final Coder<K> keyCoder;
    private final Map<Object, K> keys = new LinkedHashMap<>();
    private final Map<Object, List<Change<V>>> changes = new LinkedHashMap<>();
    private final Map<Object, Ledger<V>> ledgers = new LinkedHashMap<>();

    Histories(Coder<K> keyCoder) {
      this.keyCoder = keyCoder;
    }

    List<K> keys() {
      return List.copyOf(keys.values());
    }

    List<Change<V>> of(K key) {
      return changes.getOrDefault(keyCoder.structuralValue(key), List.of());
    }

    List<KV<K, KV<IntervalWindow, V>>> current() {
      List<KV<K, KV<IntervalWindow, V>>> current = new ArrayList<>();
      ledgers.forEach(
          (id, ledger) ->
              ledger
                  .standing()
                  .forEach(
                      (window, value) -> current.add(KV.of(keys.get(id), KV.of(window, value)))));
      return current;
    }

    <T> void replay(K key, List<T> entries, Entries<T, V> kind) {
      Object id = keyCoder.structuralValue(key);
      List<Change<V>> history = new ArrayList<>();
      Ledger<V> ledger = new Ledger<>();
      keys.put(id, key);
      changes.put(id, history);
      ledgers.put(id, ledger);
      for (T entry : entries) {
        try {
          apply(kind, entry, ledger, history);
        } catch (AssertionError e) {
          throw new AssertionError(
              "key " + key + ": " + e.getMessage() + "\nafter:" + lines(history), e);
        }
        history.addAll(kind.changes(entry));
      }
      try {
        ledger.checkFinished();
      } catch (AssertionError e) {
        throw new AssertionError("key " + key + ": " + e.getMessage(), e);
      }
    }

    private static <T, V> void apply(
        Entries<T, V> kind, T entry, Ledger<V> ledger, List<Change<V>> history) {
      Change<V> first = kind.changes(entry).get(0);
      if (!history.isEmpty() && history.get(history.size() - 1).version() == first.version()) {
        throw new AssertionError(first + " has the version " + first.version() + " of the last");
      }
      kind.apply(ledger, entry);
      kind.changes(entry).stream()
          .filter(change -> change.kind() == ChangeKind.INSERT)
          .forEach(change -> ledger.checkNotNested(change.window()));
    }
  }

  private record Check<K, T, V>(
      Coder<K> keyCoder, Entries<T, V> kind, Expectation<K, V> expectation)
      implements SerializableFunction<Iterable<KV<K, T>>, Void> {
    @Override
    public Void apply(Iterable<KV<K, T>> entries) {
      Map<Object, K> keys = new LinkedHashMap<>();
      Map<Object, List<T>> byKey = new LinkedHashMap<>();
      for (KV<K, T> entry : entries) {
        Object id = keyCoder.structuralValue(entry.getKey());
        keys.putIfAbsent(id, entry.getKey());
        byKey.computeIfAbsent(id, none -> new ArrayList<>()).add(entry.getValue());
      }
      Histories<K, V> histories = new Histories<>(keyCoder);
      byKey.forEach(
          (id, ofKey) -> {
            ofKey.sort(Comparator.comparingLong(entry -> kind.changes(entry).get(0).version()));
            histories.replay(keys.get(id), ofKey, kind);
          });
      expectation.check(histories);
      return null;
    }
  }

  /** A value that travels to the workers as the collection's elements do. */
  private static final class Encoded<T> implements Serializable {
    private final Coder<T> coder;
    private final byte[] bytes;

    Encoded(Coder<T> coder, T value) {
      this.coder = coder;
      try {
        this.bytes = CoderUtils.encodeToByteArray(coder, value);
      } catch (CoderException e) {
        throw new IllegalArgumentException(
            "expected " + value + " does not pass through the collection's coder " + coder, e);
      }
    }

    T decoded() {
      try {
        return CoderUtils.decodeFromByteArray(coder, bytes);
      } catch (CoderException e) {
        throw new IllegalStateException("an expected value does not survive its coder " + coder, e);
      }
    }
  }
}

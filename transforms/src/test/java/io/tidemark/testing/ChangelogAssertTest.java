package io.tidemark.testing;

import static io.tidemark.change.ChangeKind.DELETE;
import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.change.ChangeKind.UPDATE_AFTER;
import static io.tidemark.change.ChangeKind.UPDATE_BEFORE;
import static io.tidemark.testing.ChangelogAssert.delete;
import static io.tidemark.testing.ChangelogAssert.insert;
import static io.tidemark.testing.ChangelogAssert.updateAfter;
import static io.tidemark.testing.ChangelogAssert.updateBefore;
import static org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing.EARLY;
import static org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing.LATE;
import static org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing.ON_TIME;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.change.ChangeKind;
import io.tidemark.change.Revision;
import io.tidemark.change.RevisionCoder;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** The assertion passes what is right, refuses what is not, and says which. */
class ChangelogAssertTest {

  private static final IntervalWindow FIRST = window(0, 10);
  private static final IntervalWindow SECOND = window(10, 20);

  /** Two windows of a and one of b, in no order: the versions have it. */
  private static final List<KV<String, Change<Integer>>> LAWFUL =
      List.of(
          change("a", UPDATE_AFTER, 7, FIRST, ON_TIME, 1, 13),
          change("a", INSERT, 3, FIRST, EARLY, 0, 11),
          change("b", INSERT, 5, FIRST, ON_TIME, 0, 11),
          change("a", INSERT, 4, SECOND, ON_TIME, 0, 14),
          change("a", UPDATE_BEFORE, 3, FIRST, EARLY, 0, 12));

  /** The first window of a and one of b are absorbed by longer ones. */
  private static final List<KV<String, Change<Integer>>> SESSIONS =
      List.of(
          change("a", INSERT, 3, FIRST, ON_TIME, 0, 1),
          change("a", DELETE, 3, FIRST, ON_TIME, 0, 2),
          change("a", INSERT, 7, window(0, 20), LATE, 0, 3),
          change("b", INSERT, 3, FIRST, ON_TIME, 0, 1),
          change("b", DELETE, 3, FIRST, ON_TIME, 0, 2));

  @Test
  void changesOfAKeyAreComparedInTheOrderOfTheirVersions() {
    passes(
        LAWFUL,
        changelog ->
            changelog
                .hasKeys("b", "a")
                .forKey("a")
                .emits("+I(3, EARLY 0)", "-U(3, EARLY 0)", "+U(7, ON_TIME 1)", "+I(4, ON_TIME 0)")
                .forKey("a")
                .inWindow(FIRST)
                .emits(
                    insert(FIRST, 3, EARLY, 0),
                    updateBefore(FIRST, 3, EARLY, 0),
                    updateAfter(FIRST, 7, ON_TIME, 1))
                .forKey("b")
                .inWindow(SECOND)
                .emitsNothing()
                .forKey("c")
                .emitsNothing());
  }

  @Test
  void changesConsolidateToTheValuesThatAreCurrentAfterTheLast() {
    passes(
        LAWFUL,
        changelog ->
            changelog.consolidatesTo(
                Map.of("a", Map.of(FIRST, 7, SECOND, 4), "b", Map.of(FIRST, 5))));
    passes(SESSIONS, changelog -> changelog.consolidatesTo(Map.of("a", Map.of(window(0, 20), 7))));
  }

  @Test
  void anAbsorbedSessionIsDeleted() {
    passes(
        SESSIONS,
        changelog ->
            changelog
                .forKey("b")
                .emits(insert(FIRST, 3, ON_TIME, 0), delete(FIRST, 3, ON_TIME, 0)));
  }

  @Test
  void noChangesAreEmpty() {
    passes(List.of(), ChangelogAssert::isEmpty);
    passes(List.of(), changelog -> changelog.followsTheLaws().consolidatesTo(Map.of()));
  }

  @Test
  void aMissingOrUnexpectedChangeIsShownAmongAllChangesOneALine() {
    String message =
        failureOf(
            LAWFUL,
            changelog ->
                changelog
                    .forKey("a")
                    .inWindow(FIRST)
                    .emits("+I(3, EARLY 0)", "-U(3, EARLY 0)", "+U(8, ON_TIME 1)"));
    assertThat(
        message,
        containsString(
            """
            changes of key a in [1970-01-01T00:00:00.000Z..1970-01-01T00:10:00.000Z)
            expected:
              +I(3, EARLY 0)
              -U(3, EARLY 0)
              +U(8, ON_TIME 1)
            actual:
              +I(3, EARLY 0)
              -U(3, EARLY 0)
              +U(7, ON_TIME 1)"""));
  }

  @Test
  void otherOrderValueWindowTimingAndIndexAreDifferent() {
    List<KV<String, Change<Integer>>> one = List.of(change("a", INSERT, 3, FIRST, EARLY, 0, 1));
    passes(one, changelog -> changelog.forKey("a").emits(insert(FIRST, 3, EARLY, 0)));
    for (Change<Integer> other :
        List.of(
            insert(SECOND, 3, EARLY, 0),
            insert(FIRST, 4, EARLY, 0),
            insert(FIRST, 3, ON_TIME, 0),
            insert(FIRST, 3, EARLY, 1))) {
      assertThat(
          failureOf(one, changelog -> changelog.forKey("a").emits(other)),
          containsString(
              "changes of key a\nexpected:\n  " + other + "\nactual:\n  " + one.get(0).getValue()));
    }
    assertThat(
        failureOf(LAWFUL, changelog -> changelog.forKey("b").emitsNothing()),
        containsString("expected:\n  nothing\nactual:\n  +I("));
    assertThat(
        failureOf(
            LAWFUL,
            changelog ->
                changelog
                    .forKey("a")
                    .inWindow(FIRST)
                    .emits("-U(3, EARLY 0)", "+I(3, EARLY 0)", "+U(7, ON_TIME 1)")),
        containsString("actual:\n  +I(3, EARLY 0)\n  -U(3, EARLY 0)"));
  }

  @Test
  void otherKeysAndOtherCurrentValuesAreDifferent() {
    assertThat(
        failureOf(LAWFUL, changelog -> changelog.hasKeys("a")),
        containsString("keys\nexpected:\n  a\nactual:\n  a\n  b"));
    assertThat(failureOf(LAWFUL, ChangelogAssert::isEmpty), containsString("\n  a: +I(["));
    assertThat(
        failureOf(
            LAWFUL,
            changelog ->
                changelog.consolidatesTo(
                    Map.of("a", Map.of(FIRST, 7, SECOND, 5), "b", Map.of(FIRST, 5)))),
        containsString(
            """
            expected:
              a [1970-01-01T00:00:00.000Z..1970-01-01T00:10:00.000Z) 7
              a [1970-01-01T00:10:00.000Z..1970-01-01T00:20:00.000Z) 5
              b [1970-01-01T00:00:00.000Z..1970-01-01T00:10:00.000Z) 5
            actual:
              a [1970-01-01T00:00:00.000Z..1970-01-01T00:10:00.000Z) 7
              a [1970-01-01T00:10:00.000Z..1970-01-01T00:20:00.000Z) 4
              b [1970-01-01T00:00:00.000Z..1970-01-01T00:10:00.000Z) 5"""));
    assertThat(
        failureOf(LAWFUL, changelog -> changelog.consolidatesTo(Map.of("b", Map.of(FIRST, 5)))),
        containsString("expected:\n  b ["));
  }

  @Test
  void aRetractionOfAnotherValueBreaksTheLaws() {
    assertThat(
        lawBrokenBy(
            change("a", INSERT, 3, FIRST, EARLY, 0, 1),
            change("a", UPDATE_BEFORE, 4, FIRST, EARLY, 0, 2),
            change("a", UPDATE_AFTER, 7, FIRST, ON_TIME, 1, 3)),
        containsString(
            """
            key a: -U([1970-01-01T00:00:00.000Z..1970-01-01T00:10:00.000Z), 4, EARLY 0) withdraws \
            another value than the current one; \
            current is +I([1970-01-01T00:00:00.000Z..1970-01-01T00:10:00.000Z), 3, EARLY 0)
            after:
              +I([1970-01-01T00:00:00.000Z..1970-01-01T00:10:00.000Z), 3, EARLY 0)"""));
  }

  @Test
  void whateverElseBreaksALawIsRefused() {
    assertThat(
        lawBrokenBy(change("a", DELETE, 3, FIRST, EARLY, 0, 1)),
        containsString("withdraws a value where there is none; current is nothing"));
    assertThat(
        lawBrokenBy(
            change("a", INSERT, 3, FIRST, EARLY, 0, 1),
            change("a", INSERT, 7, FIRST, ON_TIME, 1, 2)),
        containsString("adds a second value to its window"));
    assertThat(
        lawBrokenBy(change("a", UPDATE_AFTER, 3, FIRST, EARLY, 0, 1)),
        containsString("must be a +I here"));
    assertThat(
        lawBrokenBy(
            change("a", INSERT, 3, FIRST, EARLY, 0, 1),
            change("a", UPDATE_BEFORE, 3, FIRST, EARLY, 0, 2),
            change("a", INSERT, 7, FIRST, ON_TIME, 1, 3)),
        containsString("must be a +U here"));
    assertThat(
        lawBrokenBy(
            change("a", INSERT, 3, FIRST, EARLY, 0, 1),
            change("a", UPDATE_BEFORE, 3, FIRST, EARLY, 0, 2),
            change("a", UPDATE_AFTER, 3, FIRST, EARLY, 1, 3)),
        containsString("repeats the value that was just withdrawn"));
    assertThat(
        lawBrokenBy(
            change("a", INSERT, 3, FIRST, EARLY, 0, 1),
            change("a", UPDATE_BEFORE, 3, FIRST, EARLY, 0, 2)),
        containsString("is the last change of its window; a +U must follow"));
    assertThat(
        lawBrokenBy(
            change("a", INSERT, 3, FIRST, ON_TIME, 0, 1),
            change("a", INSERT, 7, window(0, 20), LATE, 0, 2)),
        containsString("has a value beside that of a window that contains it"));
    assertThat(
        lawBrokenBy(
            change("a", INSERT, 3, FIRST, ON_TIME, 0, 1),
            change("a", INSERT, 4, SECOND, ON_TIME, 0, 1)),
        containsString("has the version 1 of the last"));
  }

  @Test
  void theLawsAreCheckedOnAllKeysWhicheverIsAskedFor() {
    assertThat(
        failureOf(
            List.of(
                change("a", INSERT, 3, FIRST, ON_TIME, 0, 1),
                change("b", DELETE, 3, FIRST, ON_TIME, 0, 1)),
            changelog -> changelog.forKey("a").emits("+I(3, ON_TIME 0)")),
        containsString("key b: -D("));
  }

  @Test
  void revisionsAreCheckedChangeByChange() {
    Change<Integer> first = change("a", INSERT, 3, FIRST, EARLY, 0, 11).getValue();
    Revision<Integer> second =
        new Revision<>(
            change("a", UPDATE_BEFORE, 3, FIRST, EARLY, 0, 12).getValue(),
            change("a", UPDATE_AFTER, 7, FIRST, ON_TIME, 1, 13).getValue(),
            11);
    revisions(second, new Revision<>(null, first, 0));

    AssertionError e =
        assertThrows(
            AssertionError.class,
            () ->
                revisions(
                    new Revision<>(null, first, 0),
                    new Revision<>(second.withdrawn(), second.stated(), 10)));
    assertThat(e.getMessage(), containsString("withdraws version 10 instead of the current one"));
  }

  @Test
  void aCollectionWithoutACoderOfChangesIsRefusedAtOnce() {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PCollection<KV<String, Change<Integer>>> changes =
        pipeline
            .apply(Create.empty(KvCoder.of(StringUtf8Coder.of(), ChangeCoder.of(VarIntCoder.of()))))
            .setCoder(
                KvCoder.of(
                    StringUtf8Coder.of(), NullableCoder.of(ChangeCoder.of(VarIntCoder.of()))));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ChangelogAssert.that(changes));
    assertThat(e.getMessage(), containsString("its values need a ChangeCoder"));
  }

  @SafeVarargs
  private static void revisions(Revision<Integer>... revisions) {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    ChangelogAssert.thatRevisions(
            pipeline.apply(
                Create.of(List.of(revisions).stream().map(each -> KV.of("a", each)).toList())
                    .withCoder(
                        KvCoder.of(StringUtf8Coder.of(), RevisionCoder.of(VarIntCoder.of())))))
        .forKey("a")
        .emits("+I(3, EARLY 0)", "-U(3, EARLY 0)", "+U(7, ON_TIME 1)")
        .consolidatesTo(Map.of("a", Map.of(FIRST, 7)));
    pipeline.run().waitUntilFinish();
  }

  private static void passes(
      List<KV<String, Change<Integer>>> changes,
      Consumer<ChangelogAssert<String, Integer>> assertion) {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    assertion.accept(
        ChangelogAssert.that(
            pipeline.apply(
                "Changes",
                Create.of(changes)
                    .withCoder(
                        KvCoder.of(StringUtf8Coder.of(), ChangeCoder.of(VarIntCoder.of()))))));
    pipeline.run().waitUntilFinish();
  }

  private static String failureOf(
      List<KV<String, Change<Integer>>> changes,
      Consumer<ChangelogAssert<String, Integer>> assertion) {
    return assertThrows(AssertionError.class, () -> passes(changes, assertion)).getMessage();
  }

  @SafeVarargs
  private static String lawBrokenBy(KV<String, Change<Integer>>... changes) {
    return failureOf(List.of(changes), ChangelogAssert::followsTheLaws);
  }

  private static KV<String, Change<Integer>> change(
      String key,
      ChangeKind kind,
      int value,
      IntervalWindow window,
      Timing timing,
      long paneIndex,
      long version) {
    return KV.of(key, new Change<>(kind, value, window, timing, paneIndex, version));
  }

  private static IntervalWindow window(int startMinute, int endMinute) {
    return new IntervalWindow(minute(startMinute), minute(endMinute));
  }

  private static Instant minute(int minute) {
    return Instant.EPOCH.plus(60_000L * minute);
  }
}

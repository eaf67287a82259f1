package io.tidemark.change;

import static io.tidemark.change.ChangeKind.DELETE;
import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.change.ChangeKind.UPDATE_AFTER;
import static io.tidemark.change.ChangeKind.UPDATE_BEFORE;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class RevisionTest {

  private static final Revision<Integer> INSERTION = new Revision<>(null, change(INSERT, 3, 7), 0);
  private static final Revision<Integer> UPDATE =
      new Revision<>(change(UPDATE_BEFORE, 3, 8), change(UPDATE_AFTER, 4, 9), 7);
  private static final Revision<Integer> DELETION =
      new Revision<>(change(DELETE, 4, 1_767_225_600_000_000L), null, -9);

  private static Change<Integer> change(ChangeKind kind, int value, long version) {
    return change(kind, value, version, 0);
  }

  private static Change<Integer> change(ChangeKind kind, int value, long version, long start) {
    IntervalWindow window =
        new IntervalWindow(Instant.ofEpochMilli(start), Instant.ofEpochMilli(start + 10));
    Timing timing = kind == UPDATE_BEFORE ? Timing.EARLY : Timing.LATE;
    return new Change<>(kind, value, window, timing, value, version);
  }

  @Test
  void coderGivesBackWhatItWasGiven() throws Exception {
    RevisionCoder<Integer> coder = RevisionCoder.of(VarIntCoder.of());
    for (Revision<Integer> revision : List.of(INSERTION, UPDATE, DELETION)) {
      CoderProperties.coderDecodeEncodeEqual(coder, revision);
      CoderProperties.coderDeterministic(coder, revision, revision);
    }
    CoderProperties.coderSerializable(coder);
    assertThat(coder, is(RevisionCoder.of(VarIntCoder.of())));
    assertThat(coder, is(not(RevisionCoder.of(VarLongCoder.of()))));
  }

  @Test
  void whatIsWithdrawnComesBeforeWhatIsStated() {
    assertThat(INSERTION.changes(), contains(INSERTION.stated()));
    assertThat(UPDATE.changes(), contains(UPDATE.withdrawn(), UPDATE.stated()));
    assertThat(DELETION.changes(), contains(DELETION.withdrawn()));
    assertThat(
        UPDATE.toString(),
        is(
            "-U([1970-01-01T00:00:00.000Z..1970-01-01T00:00:00.010Z), 3, EARLY 3)"
                + " +U([1970-01-01T00:00:00.000Z..1970-01-01T00:00:00.010Z), 4, LATE 4)"));
  }

  @Test
  void theLastChangeIsTheOneStatedOrElseTheDeletion() {
    assertThat(UPDATE.last(), is(UPDATE.stated()));
    assertThat(DELETION.last(), is(DELETION.withdrawn()));
  }

  @Test
  void whatIsNoRevisionIsRefused() {
    refuses("must withdraw or state", null, null, 0);
    refuses("must be a +I", null, change(UPDATE_AFTER, 3, 7), 0);
    refuses("must be a -D", change(UPDATE_BEFORE, 3, 8), null, 7);
    refuses("must be a -U", change(DELETE, 3, 8), change(UPDATE_AFTER, 4, 9), 7);
    refuses("must be a +U", change(UPDATE_BEFORE, 3, 8), change(INSERT, 4, 9), 7);
    refuses("of one window", change(UPDATE_BEFORE, 3, 8), change(UPDATE_AFTER, 4, 9, 10), 7);
  }

  @Test
  void versionsThatDoNotGrowAreRefused() {
    refuses("replaced version 7 must be 0", null, change(INSERT, 3, 8), 7);
    refuses("replaced version 8 must be below version 8", change(DELETE, 3, 8), null, 8);
    refuses("version 8 of", change(UPDATE_BEFORE, 3, 8), change(UPDATE_AFTER, 4, 8), 7);
  }

  private static void refuses(
      String why,
      @Nullable Change<Integer> withdrawn,
      @Nullable Change<Integer> stated,
      long replacedVersion) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Revision<>(withdrawn, stated, replacedVersion));
    assertThat(e.getMessage(), containsString(why));
  }
}

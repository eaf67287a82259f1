package io.tidemark.internal.consolidate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.Replay;
import io.tidemark.fixtures.Stored;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.testing.Ledger;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** Sums over changelogs of random keys, their changes in order, out of order, twice. */
class CountedWindowsTest {

  private static final int KEYS = 3_000;
  private static final long NO_LATENESS = 0;

  /** The changelog of a random key, its versions 0, 1, 2, ... */
  private static List<Change<List<Integer>>> changelog(Random random) {
    Firing firing =
        Firing.onTime()
            .withEarly(Cadence.elements(1 + random.nextInt(3)))
            .withAllowedLateness(Duration.millis(20));
    Replay replay =
        random.nextBoolean()
            ? Replay.sessions(1 + random.nextInt(10), firing)
            : Replay.sliding(10, 5, firing);
    for (int step = 0; step < 25; step++) {
      if (random.nextInt(5) == 0) {
        replay.watermark(random.nextInt(80));
      } else {
        replay.add(random.nextInt(100) - 30, random.nextInt(80));
      }
    }
    List<Change<List<Integer>>> changes = new ArrayList<>();
    for (Change<List<Integer>> c : replay.watermarkToInfinity().changes()) {
      changes.add(
          new Change<>(c.kind(), c.value(), c.window(), c.timing(), c.paneIndex(), changes.size()));
    }
    return changes;
  }

  private static long standing(List<Change<List<Integer>>> changes) {
    Ledger<List<Integer>> ledger = new Ledger<>();
    changes.forEach(ledger::apply);
    return ledger.standing().values().stream()
        .flatMap(List::stream)
        .mapToLong(Integer::longValue)
        .sum();
  }

  private static long add(CountedWindows tally, Change<List<Integer>> change, boolean expired) {
    return tally.add(change, BigDecimal.valueOf(Replay.sum(change)), expired).longValueExact();
  }

  @Test
  void inEveryOrderAndHoweverOftenEachWindowCountsOnceForWhatStandsInTheEnd() {
    Random random = new Random(6);
    for (int key = 0; key < KEYS; key++) {
      List<Change<List<Integer>>> changes = changelog(random);
      long expected = standing(changes);
      List<Change<List<Integer>>> arrived = new ArrayList<>(changes);
      for (int twice = changes.isEmpty() ? 0 : random.nextInt(5); twice > 0; twice--) {
        arrived.add(changes.get(random.nextInt(changes.size())));
      }
      Collections.shuffle(arrived, random);
      CountedWindows tally = new CountedWindows();
      long total = 0;
      for (Change<List<Integer>> change : arrived) {
        tally = Stored.through(new CountedWindowsCoder(), tally);
        total += add(tally, change, false);
      }
      assertThat("" + arrived, total, is(expected));
    }
  }

  @Test
  void inOrderTheTotalIsThatOfWhatStandsAtEveryChangeWhateverWasForgotten() {
    Random random = new Random(7);
    for (int key = 0; key < KEYS; key++) {
      List<Change<List<Integer>>> changes = changelog(random);
      CountedWindows tally = new CountedWindows();
      long watermark = -100;
      long total = 0;
      for (int i = 0; i < changes.size(); i++) {
        Change<List<Integer>> change = changes.get(i);
        watermark += random.nextInt(20);
        total +=
            add(tally, change, CountedWindows.isExpired(change.window(), watermark, NO_LATENESS));
        tally.forget(watermark, NO_LATENESS);
        if (change.kind() != ChangeKind.UPDATE_BEFORE) {
          assertThat(total, is(standing(changes.subList(0, i + 1))));
        }
      }
    }
  }

  @Test
  void windowsThatExpiredAreForgotten() {
    CountedWindows tally = new CountedWindows();
    changelog(new Random(8)).forEach(change -> add(tally, change, false));
    assertThat(tally.nextExpiry(-1_000, 20) < WindowOperator.NEVER, is(true));
    tally.forget(1_000, 20);
    assertThat(tally.windows.isEmpty(), is(true));
    assertThat(tally.nextExpiry(1_000, 20), is(WindowOperator.NEVER));
  }
}

package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.SingleKey;
import io.tidemark.internal.operator.SessionWindowOperator;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.testing.Listing;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * The laws of the changelog, for random scenarios: after every step the ledger holds (laws a, b,
 * d), at the end what stands is what a plain model says of the accepted elements (law c), every
 * element has one fate, and nothing is held.
 */
class ChangelogLawsTest {

  /** One thing that happens. */
  sealed interface Step {
    record Add(int value, long timestamp, boolean critical) implements Step {}

    record Watermark(long to) implements Step {}

    record ProcessingTime(long plus) implements Step {}
  }

  /** Windows, firings, and what happens to them; its text is the counterexample. */
  record Scenario(List<SlicedWindowOperator.Windowing> streams, List<Step> steps) {}

  record SessionScenario(long gap, long cap, Firing firing, List<Step> steps) {}

  @Property(tries = 10_000)
  void alignedWindowsKeepTheLaws(@ForAll("scenarios") Scenario scenario) {
    int streams = scenario.streams().size();
    SingleKey<?, List<Integer>> key =
        new SingleKey<>(new SlicedWindowOperator<>(new Listing(), scenario.streams()), streams);
    AlignedModel model = new AlignedModel(scenario.streams());
    run(key, scenario.steps(), model);
    for (int i = 0; i < streams; i++) {
      assertThat(key.ledgers.get(i).standing(), is(model.expected(i)));
      assertThat(key.late.get(i), is(model.late.get(i)));
      assertThat(key.duplicates[i], is(model.duplicates[i]));
      assertThat(key.missed[i], is(model.missed[i]));
    }
    assertThat("everything is forgotten", key.isEmpty(), is(true));
    SingleKey<?, List<Integer>> onHeap =
        SingleKey.onHeap(new SlicedWindowOperator<>(new Listing(), scenario.streams()), streams);
    run(onHeap, scenario.steps(), new AlignedModel(scenario.streams()));
    assertThat(onHeap.changes, is(key.changes));
  }

  @Property(tries = 10_000)
  void sessionsKeepTheLaws(@ForAll("sessionScenarios") SessionScenario scenario) {
    CappedSessions windows =
        CappedSessions.withGap(Duration.millis(scenario.gap()))
            .withMaxLength(Duration.millis(scenario.cap()));
    SingleKey<?, List<Integer>> key =
        new SingleKey<>(new SessionWindowOperator<>(new Listing(), windows, scenario.firing()), 1);
    SessionModel model =
        new SessionModel(scenario.gap(), scenario.cap(), scenario.firing().allowedLatenessMillis());
    run(key, scenario.steps(), model);
    assertThat(key.ledgers.get(0).standing(), is(model.expected()));
    assertThat(key.late.get(0), is(model.late));
    assertThat("everything is forgotten", key.isEmpty(), is(true));
  }

  private static void run(SingleKey<?, ?> key, List<Step> steps, Model model) {
    long now = 0;
    for (Step step : steps) {
      if (step instanceof Step.Add add) {
        model.add(add.value(), add.timestamp());
        key.add(add.value(), add.timestamp(), add.critical(), now);
      } else if (step instanceof Step.Watermark watermark) {
        model.watermark(watermark.to());
        key.watermark(watermark.to(), now);
      } else if (step instanceof Step.ProcessingTime time) {
        now += time.plus();
        key.processingTime(now);
      }
    }
    key.watermark(BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis(), now);
  }

  /** What should stand, by folding over all elements. */
  abstract static class Model {
    long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

    void watermark(long to) {
      watermark = Math.max(watermark, to);
    }

    abstract void add(int value, long timestamp);
  }

  static final class AlignedModel extends Model {
    final List<SlicedWindowOperator.Windowing> streams;
    final List<Map<IntervalWindow, List<Integer>>> windows = new ArrayList<>();
    final List<List<Integer>> late = new ArrayList<>();
    final int[] duplicates;
    final long[] missed;
    final TreeSet<Integer> accepted = new TreeSet<>();

    AlignedModel(List<SlicedWindowOperator.Windowing> streams) {
      this.streams = streams;
      this.duplicates = new int[streams.size()];
      this.missed = new long[streams.size()];
      streams.forEach(
          s -> {
            windows.add(new HashMap<>());
            late.add(new ArrayList<>());
          });
    }

    @Override
    void add(int value, long timestamp) {
      boolean duplicate = accepted.contains(value);
      for (int i = 0; i < streams.size(); i++) {
        List<IntervalWindow> live = liveWindows(streams.get(i), timestamp);
        if (live.isEmpty()) {
          late.get(i).add(value);
        } else if (duplicate) {
          duplicates[i]++;
        } else {
          accepted.add(value);
          AlignedWindows all = streams.get(i).windows();
          missed[i] += all.size() / all.period() - live.size();
          for (IntervalWindow window : live) {
            windows.get(i).computeIfAbsent(window, w -> new ArrayList<>()).add(value);
          }
        }
      }
    }

    private List<IntervalWindow> liveWindows(
        SlicedWindowOperator.Windowing stream, long timestamp) {
      AlignedWindows w = stream.windows();
      List<IntervalWindow> live = new ArrayList<>();
      for (long start = timestamp - w.size() + 1; start <= timestamp; start++) {
        boolean aligned = Math.floorMod(start - w.offset(), w.period()) == 0;
        long maxTimestamp = start + w.size() - 1;
        if (aligned && maxTimestamp + stream.firing().allowedLatenessMillis() >= watermark) {
          live.add(interval(start, start + w.size()));
        }
      }
      return live;
    }

    Map<IntervalWindow, List<Integer>> expected(int stream) {
      Map<IntervalWindow, List<Integer>> sorted = new HashMap<>();
      windows.get(stream).forEach((w, v) -> sorted.put(w, v.stream().sorted().toList()));
      return sorted;
    }
  }

  /** Sessions as lists of elements; the span of a list is its window. */
  static final class SessionModel extends Model {
    record Member(int value, long timestamp) {}

    final long gap;
    final long cap;
    final long lateness;
    final List<List<Member>> sessions = new ArrayList<>();
    final List<Integer> late = new ArrayList<>();
    final TreeSet<Integer> accepted = new TreeSet<>();

    SessionModel(long gap, long cap, long lateness) {
      this.gap = gap;
      this.cap = cap;
      this.lateness = lateness;
    }

    @Override
    void add(int value, long timestamp) {
      if (isExpired(timestamp + gap)) {
        late.add(value);
      } else if (accepted.add(value)) {
        sessions.add(new ArrayList<>(List.of(new Member(value, timestamp))));
        mergeLive();
      }
    }

    private boolean isExpired(long end) {
      return end - 1 + lateness < watermark;
    }

    private void mergeLive() {
      sessions.sort(
          (a, b) ->
              start(a) != start(b)
                  ? Long.compare(start(a), start(b))
                  : Long.compare(end(b), end(a)));
      for (int i = 0; i + 1 < sessions.size(); ) {
        List<Member> a = sessions.get(i);
        List<Member> b = sessions.get(nextLive(i));
        boolean bothLive = !isExpired(end(a)) && a != b;
        boolean overlap = start(b) < end(a);
        boolean fits = Math.max(end(a), end(b)) - start(a) <= cap;
        if (bothLive && overlap && fits) {
          a.addAll(b);
          sessions.remove(b);
        } else {
          i++;
        }
      }
    }

    private int nextLive(int from) {
      for (int i = from + 1; i < sessions.size(); i++) {
        if (!isExpired(end(sessions.get(i)))) {
          return i;
        }
      }
      return from;
    }

    private long start(List<Member> session) {
      return session.stream().mapToLong(Member::timestamp).min().orElseThrow();
    }

    private long end(List<Member> session) {
      return session.stream().mapToLong(Member::timestamp).max().orElseThrow() + gap;
    }

    Map<IntervalWindow, List<Integer>> expected() {
      Map<IntervalWindow, List<Integer>> expected = new HashMap<>();
      for (List<Member> session : sessions) {
        expected.put(
            interval(start(session), end(session)),
            session.stream().map(Member::value).sorted().toList());
      }
      return expected;
    }
  }

  private static IntervalWindow interval(long start, long end) {
    return new IntervalWindow(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end));
  }

  @Provide
  Arbitrary<Scenario> scenarios() {
    Arbitrary<SlicedWindowOperator.Windowing> stream =
        Combinators.combine(
                Arbitraries.integers().between(1, 12),
                Arbitraries.integers().between(1, 4),
                Arbitraries.integers().between(0, 20),
                firings())
            .as(
                (period, times, offset, firing) ->
                    new SlicedWindowOperator.Windowing(
                        new AlignedWindows((long) period * times, period, offset % period),
                        firing));
    return Combinators.combine(stream.list().ofMinSize(1).ofMaxSize(3), steps()).as(Scenario::new);
  }

  @Provide
  Arbitrary<SessionScenario> sessionScenarios() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 10),
            Arbitraries.integers().between(0, 30),
            firings(),
            steps())
        .as((gap, more, firing, steps) -> new SessionScenario(gap, gap + more, firing, steps));
  }

  private static Arbitrary<Firing> firings() {
    Arbitrary<Cadence> cadence =
        Arbitraries.of(
            Cadence.never(),
            Cadence.elements(1),
            Cadence.elements(3),
            Cadence.every(Duration.millis(5)),
            Cadence.every(Duration.millis(5)).or(Cadence.elements(2)),
            Cadence.every(Duration.millis(5)).and(Cadence.elements(2)));
    return Combinators.combine(
            cadence, cadence, Arbitraries.integers().between(0, 30), Arbitraries.of(true, false))
        .as(
            (early, late, lateness, critical) -> {
              Firing firing =
                  Firing.onTime()
                      .withEarly(early)
                      .withLate(late)
                      .withAllowedLateness(Duration.millis(lateness));
              return critical ? firing.withCritical() : firing;
            });
  }

  /** Elements before and after 1970, in any order, some twice: an element's time is its value's. */
  private static Arbitrary<List<Step>> steps() {
    Arbitrary<Step> add =
        Combinators.combine(
                Arbitraries.integers().between(-40, 60), Arbitraries.integers().between(0, 9))
            .as((value, critical) -> new Step.Add(value, value, critical == 0));
    Arbitrary<Step> watermark =
        Arbitraries.integers().between(-50, 90).map(to -> new Step.Watermark(to));
    Arbitrary<Step> time = Arbitraries.integers().between(1, 8).map(Step.ProcessingTime::new);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, add),
            net.jqwik.api.Tuple.of(2, watermark),
            net.jqwik.api.Tuple.of(1, time))
        .list()
        .ofMaxSize(40);
  }
}

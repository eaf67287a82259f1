package io.tidemark.windowing;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.WindowFnTestUtils;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Sessions of thousands of random keys, each in many orders of arrival. */
class CappedSessionsTest {

  private static final int KEYS = 2_000;
  private static final int ORDERS = 5;

  /** The live sessions of a key, merged after each arrival: their elements by their windows. */
  private static List<List<IntervalWindow>> arrive(CappedSessions windows, List<Long> times) {
    List<List<IntervalWindow>> sessions = new ArrayList<>();
    for (long time : times) {
      sessions.add(List.of(windows.assign(Instant.ofEpochMilli(time))));
      List<List<IntervalWindow>> next = new ArrayList<>();
      List<List<IntervalWindow>> left = new ArrayList<>(sessions);
      for (List<IntervalWindow> group : windows.merge(spans(sessions))) {
        List<IntervalWindow> members = new ArrayList<>();
        for (IntervalWindow span : group) {
          List<IntervalWindow> session =
              left.stream().filter(s -> span(s).equals(span)).findFirst().orElseThrow();
          left.remove(session);
          members.addAll(session);
        }
        next.add(members);
      }
      sessions = next;
    }
    return sessions;
  }

  private static IntervalWindow span(Collection<IntervalWindow> session) {
    return session.stream().reduce(IntervalWindow::span).orElseThrow();
  }

  private static List<IntervalWindow> spans(List<List<IntervalWindow>> sessions) {
    return sessions.stream().map(CappedSessionsTest::span).toList();
  }

  private static List<Long> randomTimes(Random random) {
    int count = 1 + random.nextInt(25);
    return new ArrayList<>(random.longs(count, -50, 100).boxed().toList());
  }

  private static CappedSessions randomWindows(Random random) {
    long gap = 1 + random.nextInt(12);
    return CappedSessions.withGap(Duration.millis(gap))
        .withMaxLength(Duration.millis(gap + random.nextInt(40)));
  }

  @Test
  void inEveryOrderEachElementIsInOneSessionNotTooLongAndApartFromTheOthers() {
    Random random = new Random(1);
    for (int key = 0; key < KEYS; key++) {
      CappedSessions windows = randomWindows(random);
      List<Long> times = randomTimes(random);
      for (int order = 0; order < ORDERS; order++) {
        Collections.shuffle(times, random);
        List<List<IntervalWindow>> sessions = arrive(windows, times);
        List<Long> members =
            sessions.stream().flatMap(List::stream).map(w -> w.start().getMillis()).toList();
        assertThat(members.stream().sorted().toList(), is(times.stream().sorted().toList()));
        long lastElement = Long.MIN_VALUE;
        for (List<IntervalWindow> session : sessions) {
          IntervalWindow span = span(session);
          long length = span.end().getMillis() - span.start().getMillis();
          assertThat(length, lessThanOrEqualTo(windows.maxLength().getMillis()));
          assertThat(
              "elements of two sessions do not mix: " + sessions,
              lastElement <= span.start().getMillis(),
              is(true));
          lastElement = span.end().getMillis() - windows.gap().getMillis();
        }
      }
    }
  }

  @Test
  void inOrderElementsAreCutGreedily() {
    Random random = new Random(2);
    for (int key = 0; key < KEYS; key++) {
      CappedSessions windows = randomWindows(random);
      List<Long> times = randomTimes(random).stream().sorted().toList();
      List<IntervalWindow> greedy = new ArrayList<>();
      for (long time : times) {
        IntervalWindow own = windows.assign(Instant.ofEpochMilli(time));
        int last = greedy.size() - 1;
        if (last >= 0
            && time < greedy.get(last).end().getMillis()
            && own.end().getMillis() - greedy.get(last).start().getMillis()
                <= windows.maxLength().getMillis()) {
          greedy.set(last, greedy.get(last).span(own));
        } else {
          greedy.add(own);
        }
      }
      assertThat(spans(arrive(windows, times)), is(greedy));
    }
  }

  @Test
  void withoutACutEveryOrderGivesTheSessionsOfBeam() throws Exception {
    Random random = new Random(3);
    for (int key = 0; key < 500; key++) {
      long gap = 1 + random.nextInt(12);
      CappedSessions windows =
          CappedSessions.withGap(Duration.millis(gap)).withMaxLength(Duration.millis(1_000));
      List<Long> times = randomTimes(random);
      TreeSet<IntervalWindow> beam =
          byStart(beamSessions(Sessions.withGapDuration(Duration.millis(gap)), times));
      for (int order = 0; order < ORDERS; order++) {
        Collections.shuffle(times, random);
        assertThat(byStart(spans(arrive(windows, times))), is(beam));
      }
    }
  }

  private static TreeSet<IntervalWindow> byStart(Collection<IntervalWindow> windows) {
    TreeSet<IntervalWindow> sorted =
        new TreeSet<>(
            java.util.Comparator.comparing(IntervalWindow::start)
                .thenComparing(IntervalWindow::end));
    sorted.addAll(windows);
    return sorted;
  }

  @Test
  void mergingIsSymmetricAndMergingAgainChangesNothing() {
    Random random = new Random(4);
    for (int key = 0; key < KEYS; key++) {
      CappedSessions windows = randomWindows(random);
      List<Long> times = randomTimes(random);
      List<IntervalWindow> own =
          new ArrayList<>(
              times.stream().map(t -> windows.assign(Instant.ofEpochMilli(t))).toList());
      List<List<IntervalWindow>> merged = windows.merge(own);
      Collections.shuffle(own, random);
      assertThat(windows.merge(own), is(merged));
      List<IntervalWindow> spans = spans(merged);
      assertThat(spans(windows.merge(spans)), is(spans));
    }
  }

  /** Beam keeps one window for equal ones, as the runner's set of active windows does. */
  private static Collection<IntervalWindow> beamSessions(
      WindowFn<Object, IntervalWindow> windows, List<Long> times) throws Exception {
    return WindowFnTestUtils.runWindowFn(windows, times).keySet();
  }

  @Test
  void itIsAWindowFnForAnyGroupByKey() {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(true);
    CappedSessions windows =
        CappedSessions.withGap(Duration.millis(10)).withMaxLength(Duration.millis(25));
    PCollection<String> sessions =
        pipeline
            .apply(
                Create.timestamped(
                    at("a", 0), at("a", 8), at("a", 16), at("a", 24), at("b", 0), at("b", 8)))
            .apply(Window.into(windows))
            .apply(Count.perKey())
            .apply(ParDo.of(new ShowFn()));
    PAssert.that(sessions).containsInAnyOrder("a [0,18) 2", "a [16,34) 2", "b [0,18) 2");
    pipeline.run().waitUntilFinish();
  }

  private static TimestampedValue<KV<String, Integer>> at(String key, long millis) {
    return TimestampedValue.of(KV.of(key, 1), Instant.ofEpochMilli(millis));
  }

  private static final class ShowFn extends DoFn<KV<String, Long>, String> {
    @ProcessElement
    public void processElement(
        @Element KV<String, Long> count, BoundedWindow window, OutputReceiver<String> out) {
      IntervalWindow w = (IntervalWindow) window;
      out.output(
          count.getKey()
              + " ["
              + w.start().getMillis()
              + ","
              + w.end().getMillis()
              + ") "
              + count.getValue());
    }
  }

  @Test
  void aLimitShorterThanTheGapIsRefused() {
    CappedSessions windows = CappedSessions.withGap(Duration.millis(10));
    assertThrows(IllegalArgumentException.class, () -> windows.withMaxLength(Duration.millis(9)));
  }
}

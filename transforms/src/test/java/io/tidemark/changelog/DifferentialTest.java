package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.change.Change;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.Replay;
import io.tidemark.fixtures.SingleKey;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.testing.Summing;
import io.tidemark.windowing.AlignedWindows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random streams with disorder, lateness, several keys, offsets and times before 1970: the on-time
 * and the final value of every window are those of a fold over all elements, and of Beam's own
 * pipeline where Beam's windows hold their elements, which they do since 1970.
 */
class DifferentialTest {

  private static final long BEFORE_1970 = -200;
  private static final long AFTER_1970 = 1_000;

  /** An element, or where {@code key} is null a watermark at {@code time}. */
  record Step(String key, int value, long time) {}

  /** Windows, lateness and what happens. */
  record Stream(SlidingWindows windows, long lateness, long start, List<Step> steps) {

    static Stream random(Random random, long start, int count) {
      long period = 1 + random.nextInt(20);
      long size = period * (1 + random.nextInt(4)) + (random.nextBoolean() ? 0 : period / 2);
      SlidingWindows windows =
          SlidingWindows.of(Duration.millis(size))
              .every(Duration.millis(period))
              .withOffset(Duration.millis(random.nextInt((int) period)));
      List<Step> steps = new ArrayList<>();
      long watermark = start;
      for (int i = 0; i < count; i++) {
        if (random.nextInt(4) == 0) {
          watermark += 1 + random.nextInt(25);
          steps.add(new Step(null, 0, watermark));
        } else {
          String key = "k" + random.nextInt(3);
          steps.add(new Step(key, 1 + random.nextInt(1_000), watermark - 40 + random.nextInt(80)));
        }
      }
      return new Stream(windows, random.nextInt(40), start, steps);
    }

    Firing firing() {
      return Firing.onTime()
          .withEarly(Cadence.elements(2))
          .withAllowedLateness(Duration.millis(lateness));
    }
  }

  /** Folds over all elements, window by window. */
  private static final class Fold {
    final Map<String, Integer> onTime = new TreeMap<>();
    final Map<String, Integer> standing = new TreeMap<>();

    Fold(Stream stream) {
      long watermark = stream.start();
      for (Step step : stream.steps()) {
        if (step.key() == null) {
          watermark = step.time();
        } else {
          for (IntervalWindow window : windowsOf(stream.windows(), step.time())) {
            add(step, window, watermark, stream.lateness());
          }
        }
      }
    }

    /** Every aligned interval that holds the time. */
    private static List<IntervalWindow> windowsOf(SlidingWindows windows, long time) {
      long size = windows.getSize().getMillis();
      List<IntervalWindow> holding = new ArrayList<>();
      for (long start = time - size + 1; start <= time; start++) {
        long fromOffset = start - windows.getOffset().getMillis();
        if (Math.floorMod(fromOffset, windows.getPeriod().getMillis()) == 0) {
          holding.add(new IntervalWindow(Instant.ofEpochMilli(start), windows.getSize()));
        }
      }
      return holding;
    }

    private void add(Step step, IntervalWindow window, long watermark, long lateness) {
      String name = name(step.key(), window);
      if (window.maxTimestamp().getMillis() + lateness >= watermark) {
        standing.merge(name, step.value(), Integer::sum);
      }
      if (window.maxTimestamp().getMillis() >= watermark) {
        onTime.merge(name, step.value(), Integer::sum);
      }
    }

    List<String> lines() {
      List<String> lines = new ArrayList<>();
      onTime.forEach((name, value) -> lines.add(name + " on time " + value));
      standing.forEach((name, value) -> lines.add(name + " in the end " + value));
      return lines;
    }
  }

  private static String name(String key, IntervalWindow window) {
    return key + " " + Replay.span(window);
  }

  @Test
  void thousandsOfStreamsEqualAFold() {
    Random random = new Random(9);
    for (int i = 0; i < 3_000; i++) {
      Stream stream = Stream.random(random, BEFORE_1970, 40);
      Fold fold = new Fold(stream);
      Map<String, Integer> onTime = new TreeMap<>();
      Map<String, Integer> standing = new TreeMap<>();
      for (String key : List.of("k0", "k1", "k2")) {
        SingleKey<?, Integer> ours = replay(stream, key);
        for (Change<Integer> change : ours.changes.get(0)) {
          if (!change.isRetraction() && change.timing() == Timing.ON_TIME) {
            onTime.put(name(key, change.window()), change.value());
          }
        }
        ours.ledgers
            .get(0)
            .standing()
            .forEach((window, value) -> standing.put(name(key, window), value));
      }
      assertThat(stream.toString(), onTime, is(fold.onTime));
      assertThat(stream.toString(), standing, is(fold.standing));
    }
  }

  /** Why no pipeline is compared before 1970: Beam divides a negative time, and rounds to zero. */
  @Test
  void beamsSlidingWindowsDoNotHoldTimesLongBefore1970() {
    SlidingWindows windows =
        SlidingWindows.of(Duration.millis(20))
            .every(Duration.millis(10))
            .withOffset(Duration.millis(5));
    IntervalWindow beams = windows.assignWindows(Instant.ofEpochMilli(-90)).iterator().next();
    assertThat(Replay.span(beams), is("[-85,-65)"));
    assertThat(AlignedWindows.of(windows).lastStart(-90), is(-95L));
  }

  private static SingleKey<?, Integer> replay(Stream stream, String key) {
    SingleKey<?, Integer> ours =
        SingleKey.withoutIdentity(
            new SlicedWindowOperator<>(
                new Summing(),
                List.of(
                    new SlicedWindowOperator.Windowing(
                        AlignedWindows.of(stream.windows()), stream.firing()))));
    ours.watermark(stream.start(), 0);
    for (Step step : stream.steps()) {
      if (step.key() == null) {
        ours.watermark(step.time(), 0);
      } else if (step.key().equals(key)) {
        ours.add(step.value(), step.time(), false, 0);
      }
    }
    ours.watermark(BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis(), 0);
    return ours;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void pipelinesEqualBeamsOwn(int seed) {
    Stream stream = Stream.random(new Random(seed), AFTER_1970, 20);
    FixedWindows fixed = FixedWindows.of(stream.windows().getSize());
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(true);
    PCollection<KV<String, Integer>> elements = pipeline.apply(script(stream));
    Changelog.Result<String, Integer, Integer> ours =
        elements.apply(
            Changelog.<String, Integer, Integer>perKey(new Summing())
                .into("Sliding", stream.windows(), stream.firing())
                .into("Fixed", fixed, stream.firing()));

    List<String> sliding = new Fold(stream).lines();
    List<String> tumbling =
        new Fold(
                new Stream(
                    SlidingWindows.of(fixed.getSize()).every(fixed.getSize()),
                    stream.lateness(),
                    stream.start(),
                    stream.steps()))
            .lines();
    PAssert.that(ours("Sliding", ours)).containsInAnyOrder(sliding);
    PAssert.that(ours("Fixed", ours)).containsInAnyOrder(tumbling);
    PAssert.that(beams("BeamSliding", elements, Window.into(stream.windows()), stream.lateness()))
        .containsInAnyOrder(sliding);
    PAssert.that(beams("BeamFixed", elements, Window.into(fixed), stream.lateness()))
        .containsInAnyOrder(tumbling);
    pipeline.run().waitUntilFinish();
  }

  private static TestStream<KV<String, Integer>> script(Stream stream) {
    TestStream.Builder<KV<String, Integer>> script =
        TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
            .advanceWatermarkTo(Instant.ofEpochMilli(stream.start()));
    for (Step step : stream.steps()) {
      Instant time = Instant.ofEpochMilli(step.time());
      script =
          step.key() == null
              ? script.advanceWatermarkTo(time)
              : script.addElements(TimestampedValue.of(KV.of(step.key(), step.value()), time));
    }
    return script.advanceWatermarkToInfinity();
  }

  private static PCollection<String> ours(
      String name, Changelog.Result<String, Integer, Integer> result) {
    return lastPanes(
        name, result.changes(name).apply("Assertions" + name, ParDo.of(new AssertionsFn())));
  }

  private static PCollection<String> beams(
      String name,
      PCollection<KV<String, Integer>> elements,
      Window<KV<String, Integer>> windows,
      long lateness) {
    return lastPanes(
        name,
        elements
            .apply(
                name,
                windows
                    .triggering(
                        AfterWatermark.pastEndOfWindow()
                            .withEarlyFirings(AfterPane.elementCountAtLeast(2))
                            .withLateFirings(AfterPane.elementCountAtLeast(1)))
                    .withAllowedLateness(Duration.millis(lateness))
                    .accumulatingFiredPanes())
            .apply("Sum" + name, Sum.integersPerKey())
            .apply("Panes" + name, ParDo.of(new PanesFn())));
  }

  /** Of the panes of each window, the one on time and the last, as lines. */
  private static PCollection<String> lastPanes(
      String name, PCollection<KV<String, KV<String, KV<Integer, Integer>>>> panes) {
    return panes
        .apply(
            "Together" + name,
            Window.<KV<String, KV<String, KV<Integer, Integer>>>>into(new GlobalWindows())
                .triggering(Repeatedly.forever(AfterWatermark.pastEndOfWindow()))
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply("Group" + name, GroupByKey.create())
        .apply("Lines" + name, ParDo.of(new LinesFn()));
  }

  private static final class AssertionsFn
      extends DoFn<KV<String, Change<Integer>>, KV<String, KV<String, KV<Integer, Integer>>>> {
    @ProcessElement
    public void processElement(
        @Element KV<String, Change<Integer>> element,
        OutputReceiver<KV<String, KV<String, KV<Integer, Integer>>>> out) {
      Change<Integer> change = element.getValue();
      if (!change.isRetraction()) {
        out.output(
            KV.of(
                name(element.getKey(), change.window()),
                KV.of(change.timing().name(), KV.of((int) change.paneIndex(), change.value()))));
      }
    }
  }

  private static final class PanesFn
      extends DoFn<KV<String, Integer>, KV<String, KV<String, KV<Integer, Integer>>>> {
    @ProcessElement
    public void processElement(
        @Element KV<String, Integer> element,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<KV<String, KV<String, KV<Integer, Integer>>>> out) {
      out.output(
          KV.of(
              name(element.getKey(), (IntervalWindow) window),
              KV.of(pane.getTiming().name(), KV.of((int) pane.getIndex(), element.getValue()))));
    }
  }

  private static final class LinesFn
      extends DoFn<KV<String, Iterable<KV<String, KV<Integer, Integer>>>>, String> {
    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<KV<String, KV<Integer, Integer>>>> window,
        OutputReceiver<String> out) {
      KV<Integer, Integer> last = KV.of(-1, 0);
      for (KV<String, KV<Integer, Integer>> pane : window.getValue()) {
        if (pane.getKey().equals("ON_TIME")) {
          out.output(window.getKey() + " on time " + pane.getValue().getValue());
        }
        if (pane.getValue().getKey() > last.getKey()) {
          last = pane.getValue();
        }
      }
      out.output(window.getKey() + " in the end " + last.getValue());
    }
  }
}

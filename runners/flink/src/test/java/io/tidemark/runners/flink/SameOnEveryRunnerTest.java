package io.tidemark.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.tidemark.change.Change;
import io.tidemark.change.Identity;
import io.tidemark.changelog.Changelog;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.testing.Ledger;
import io.tidemark.testing.Listing;
import io.tidemark.windowing.CappedSessions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.TestFlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The same random scenarios on Direct and on Flink, with one and with four tasks: 60 keys, elements
 * out of order, late and droppably late, twice, early and late firings, fixed and sliding windows
 * and sessions.
 *
 * <p>With one task Flink keeps the order of the script, and the changelogs are the same change for
 * change. Four tasks race each other: elements of a key change places, and a watermark is that of
 * the slowest. So there the scenarios leave room for all elements, and what stands in the end is
 * the same.
 */
class SameOnEveryRunnerTest {

  private static final int KEYS = 60;
  private static final int STEPS = 900;

  private static final Map<String, ConcurrentLinkedQueue<KV<String, Change<List<Integer>>>>> RUNS =
      new ConcurrentHashMap<>();

  /** Allowed lateness in milliseconds of event time: some elements of the script come later. */
  private static final int SCARCE = 25;

  /** No element of the script comes later. */
  private static final int AMPLE = 10_000;

  @Test
  void oneTaskOnFlinkGivesTheChangesOfDirectOneByOne() {
    for (long seed = 1; seed <= 3; seed++) {
      Map<String, List<Change<List<Integer>>>> direct = run(seed, SCARCE, direct());
      assertThat(direct.keySet(), is(not(empty())));
      assertThat("seed " + seed, shown(run(seed, SCARCE, flink(1))), is(shown(direct)));
    }
  }

  @Test
  void fourTasksOnFlinkConsolidateToWhatStandsOnDirect() {
    for (long seed = 11; seed <= 13; seed++) {
      Map<String, Map<IntervalWindow, List<Integer>>> direct =
          consolidated(run(seed, AMPLE, direct()));
      assertThat(direct.keySet(), is(not(empty())));
      assertThat("seed " + seed, consolidated(run(seed, AMPLE, flink(4))), is(direct));
    }
  }

  private static PipelineOptions direct() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(DirectRunner.class);
    return options;
  }

  private static PipelineOptions flink(int parallelism) {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(TestFlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setStreaming(true);
    options.setParallelism(parallelism);
    // A watermark waits for the end of a bundle; with bundles of one it is where the script says.
    options.setMaxBundleSize(1L);
    return options;
  }

  /** The changes of each key and stream, in order. */
  private static Map<String, List<Change<List<Integer>>>> run(
      long seed, int latenessMillis, PipelineOptions options) {
    String run = UUID.randomUUID().toString();
    RUNS.put(run, new ConcurrentLinkedQueue<>());
    Pipeline pipeline = Pipeline.create(options);
    PCollection<KV<String, Integer>> elements = pipeline.apply("Script", script(seed));
    Firing firing =
        Firing.onTime()
            .withEarly(Cadence.elements(2))
            .withLate(Cadence.elements(1))
            .withAllowedLateness(Duration.millis(latenessMillis));
    Changelog<String, Integer, List<Integer>> windows =
        Changelog.<String, Integer, List<Integer>>perKey(new Listing())
            .into("Fixed", FixedWindows.of(Duration.millis(20)), firing)
            .into(
                "Sliding",
                SlidingWindows.of(Duration.millis(30)).every(Duration.millis(10)),
                firing.withEarly(Cadence.never()))
            .into("Session", CappedSessions.withGap(Duration.millis(12)), firing)
            .withCriticalElements(value -> value % 17 == 0)
            .withIdentity(value -> Identity.of(value));
    Changelog.Result<String, Integer, List<Integer>> result = elements.apply("Window", windows);
    for (String name : List.of("Fixed", "Sliding", "Session")) {
      result.changes(name).apply("Collect" + name, ParDo.of(new CollectFn(run, name)));
    }
    pipeline.run().waitUntilFinish();
    return inOrder(RUNS.remove(run));
  }

  private static TestStream<KV<String, Integer>> script(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TestStream.Builder<KV<String, Integer>> stream =
        TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
            .advanceWatermarkTo(Instant.ofEpochMilli(-100));
    long watermark = -100;
    for (int i = 0; i < STEPS; i++) {
      if (random.nextInt(4) == 0) {
        watermark += random.nextInt(3);
        stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(watermark));
      } else {
        long timestamp = watermark + random.nextInt(90) - 60;
        // The value is the identity; one of twenty is the same as another.
        int value = random.nextInt(20) == 0 ? (int) timestamp + 1000 : 10_000 + i;
        String key = "k" + random.nextInt(KEYS);
        stream =
            stream.addElements(
                TimestampedValue.of(KV.of(key, value), Instant.ofEpochMilli(timestamp)));
      }
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static Map<String, List<Change<List<Integer>>>> inOrder(
      Iterable<KV<String, Change<List<Integer>>>> changes) {
    Map<String, List<Change<List<Integer>>>> byKey = new TreeMap<>();
    changes.forEach(
        kv -> byKey.computeIfAbsent(kv.getKey(), k -> new ArrayList<>()).add(kv.getValue()));
    byKey.values().forEach(list -> list.sort(Comparator.comparingLong(Change::version)));
    return byKey;
  }

  private static Map<String, List<String>> shown(Map<String, List<Change<List<Integer>>>> changes) {
    Map<String, List<String>> shown = new TreeMap<>();
    changes.forEach((key, list) -> shown.put(key, list.stream().map(Change::toString).toList()));
    return shown;
  }

  /** What stands after all changes, each of which is lawful where it comes. */
  private static Map<String, Map<IntervalWindow, List<Integer>>> consolidated(
      Map<String, List<Change<List<Integer>>>> changes) {
    Map<String, Map<IntervalWindow, List<Integer>>> standing = new TreeMap<>();
    changes.forEach(
        (key, list) -> {
          Ledger<List<Integer>> ledger = new Ledger<>();
          list.forEach(ledger::apply);
          standing.put(key, ledger.standing());
        });
    return standing;
  }

  private static final class CollectFn extends DoFn<KV<String, Change<List<Integer>>>, Void> {
    private final String run;
    private final String stream;

    CollectFn(String run, String stream) {
      this.run = run;
      this.stream = stream;
    }

    @ProcessElement
    public void processElement(@Element KV<String, Change<List<Integer>>> change) {
      RUNS.get(run).add(KV.of(stream + " " + change.getKey(), change.getValue()));
    }
  }
}

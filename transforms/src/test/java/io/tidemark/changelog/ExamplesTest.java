package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import io.tidemark.aggregate.Aggregates;
import io.tidemark.aggregate.Moments;
import io.tidemark.aggregate.Severity;
import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.aggregate.ZScoreBaseline;
import io.tidemark.aggregate.ZScoreOptions;
import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.change.LateElement;
import io.tidemark.change.Revision;
import io.tidemark.change.Unbatch;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.testing.ChangelogAssert;
import io.tidemark.windowing.CappedSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The examples of the Javadoc, of the README and of the library's page: each is between {@code //
 * example} and {@code // end} here, is run, and is compared with what is printed there.
 */
class ExamplesTest {

  private static final Path SOURCE =
      Path.of("src/test/java/io/tidemark/changelog/ExamplesTest.java");

  private static final IntervalWindow NOON = new IntervalWindow(at(0), Duration.standardMinutes(5));

  private final TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);

  @TestFactory
  Stream<DynamicTest> everyExampleThatIsPrintedIsOneOfThese() throws IOException {
    List<Example> run = Example.thatAreRun(SOURCE);
    return Example.thatArePrinted().stream()
        .map(
            printed ->
                DynamicTest.dynamicTest(
                    printed.place(),
                    () -> assertThat(printed.differenceFromNearest(run), is(emptyString()))));
  }

  @Test
  void whatAUserBeginsWithHasAnExample() throws IOException {
    Set<String> files =
        Example.thatArePrinted().stream().map(Example::file).collect(Collectors.toSet());
    assertThat(
        files,
        hasItems(
            "Cadence.java",
            "CappedSessions.java",
            "Changelog.java",
            "ChangelogAssert.java",
            "Consolidate.java",
            "Firing.java",
            "PaneChangelog.java",
            "README.md",
            "Unbatch.java",
            "WindowedCombine.java",
            "library.md"));
  }

  @Test
  void aDifferenceIsShownWithTheLinesOfBoth() {
    Example run = new Example("Test.java", 7, List.of("int a = 1;", "int b = 2;"));
    assertThat(
        new Example("A.java", 3, List.of("int a =", "  1;", "int b = 2;"))
            .differenceFromNearest(List.of(run)),
        is(emptyString()));
    assertThat(
        new Example("A.java", 3, List.of("int a = 1;", "int b = 3;"))
            .differenceFromNearest(List.of(new Example("Test.java", 1, List.of("no();")), run)),
        is("printed in A.java:4:\n  int b = 3;\nrun in Test.java:8:\n  int b = 2;"));
    assertThat(
        new Example("A.java", 3, List.of("int a = 1;")).differenceFromNearest(List.of(run)),
        is("printed in A.java:4:\n  the end\nrun in Test.java:8:\n  int b = 2;"));
  }

  @Test
  void changelog() {
    PCollection<KV<String, Integer>> scores = pipeline.apply(scores());
    // example
    Changelog.Result<String, Integer, Integer> totals =
        scores.apply(
            Changelog.<String, Integer>perKey(Sum.ofIntegers())
                .into(
                    "Total",
                    FixedWindows.of(Duration.standardMinutes(5)),
                    Firing.onTime()
                        .withEarly(Cadence.every(Duration.standardSeconds(30)))
                        .withAllowedLateness(Duration.standardMinutes(2))));
    totals.changes("Total"); // +I(3, EARLY 0)  -U(3, EARLY 0) +U(7, ON_TIME 1) ...
    totals.revisions("Total"); // the same, -U and +U in one element
    totals.late(); // what came after the last window that would have taken it
    // end
    ChangelogAssert.that(totals.changes("Total"))
        .forKey("a")
        .inWindow(NOON)
        .emits(
            "+I(3, EARLY 0)",
            "-U(3, EARLY 0)",
            "+U(7, ON_TIME 1)",
            "-U(7, ON_TIME 1)",
            "+U(12, LATE 2)");
    ChangelogAssert.thatRevisions(totals.revisions("Total"))
        .consolidatesTo(Map.of("a", Map.of(NOON, 12)));
    PAssert.that(
            totals
                .late()
                .apply(
                    MapElements.into(TypeDescriptors.integers()).via(kv -> kv.getValue().value())))
        .containsInAnyOrder(6);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void whatComesOut() {
    PCollection<KV<String, Integer>> scores = pipeline.apply(scores());
    // example
    Changelog.Result<String, Integer, Integer> totals =
        scores.apply(
            Changelog.<String, Integer>perKey(Sum.ofIntegers())
                .into(
                    "Total",
                    FixedWindows.of(Duration.standardMinutes(5)),
                    Firing.onTime()
                        .withEarly(Cadence.every(Duration.standardSeconds(30)))
                        .withAllowedLateness(Duration.standardMinutes(2))));

    PCollection<KV<String, Change<Integer>>> changes = totals.changes("Total");
    PCollection<KV<String, Revision<Integer>>> revisions = totals.revisions("Total");
    PCollection<KV<String, LateElement<Integer>>> late = totals.late();
    // end
    ChangelogAssert.that(changes).consolidatesTo(Map.of("a", Map.of(NOON, 12)));
    ChangelogAssert.thatRevisions(revisions).consolidatesTo(Map.of("a", Map.of(NOON, 12)));
    assertThat(late.getCoder(), is(totals.late().getCoder()));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void criticalElements() {
    PCollection<KV<String, Integer>> scores =
        pipeline.apply(
            stream()
                .addElements(score("a", 99, 1))
                .addElements(score("a", 100, 2))
                .advanceWatermarkToInfinity());
    // example
    Changelog<String, Integer, Integer> atOnce =
        Changelog.<String, Integer>perKey(Sum.ofIntegers())
            .withCriticalElements(score -> score >= 100)
            .into(
                "Total",
                FixedWindows.of(Duration.standardMinutes(5)),
                Firing.onTime().withCritical());
    // end
    ChangelogAssert.that(scores.apply(atOnce).changes("Total"))
        .forKey("a")
        .emits("+I(199, EARLY 0)", "-U(199, EARLY 0)", "+U(199, ON_TIME 1)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void batches() {
    PCollection<KV<String, List<TimestampedValue<Integer>>>> batches =
        pipeline.apply(
            Create.timestamped(
                    TimestampedValue.of(
                        KV.of(
                            "a",
                            List.of(TimestampedValue.of(3, at(1)), TimestampedValue.of(4, at(7)))),
                        at(1)))
                .withCoder(
                    KvCoder.of(
                        StringUtf8Coder.of(),
                        ListCoder.of(
                            TimestampedValue.TimestampedValueCoder.of(VarIntCoder.of())))));
    Changelog<String, Integer, Integer> changelog =
        Changelog.<String, Integer>perKey(Sum.ofIntegers())
            .into("Total", FixedWindows.of(Duration.standardMinutes(5)), Firing.onTime());
    // example
    Unbatch<KV<String, List<TimestampedValue<Integer>>>, String, Integer> unbatch =
        (batch, timestamp, out) -> {
          for (TimestampedValue<Integer> score : batch.getValue()) {
            out.output(batch.getKey(), score.getValue(), score.getTimestamp().getMillis());
          }
        };
    // end
    Changelog.Result<String, Integer, Integer> totals =
        // example
        batches.apply(changelog.ofBatches(unbatch, StringUtf8Coder.of(), VarIntCoder.of()));
    // end
    ChangelogAssert.that(totals.changes("Total"))
        .forKey("a")
        .emits("+I(3, ON_TIME 0)", "+I(4, ON_TIME 0)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void paneChangelog() {
    PCollection<KV<String, Integer>> scores =
        pipeline.apply(
            stream()
                .addElements(score("a", 3, 1))
                .advanceWatermarkTo(at(5))
                .addElements(score("a", 4, 2))
                .advanceWatermarkToInfinity());
    // example
    PCollection<KV<String, Change<Integer>>> totals =
        scores
            .apply(
                Window.<KV<String, Integer>>into(FixedWindows.of(Duration.standardMinutes(5)))
                    .triggering(
                        AfterWatermark.pastEndOfWindow()
                            .withLateFirings(AfterPane.elementCountAtLeast(1)))
                    .withAllowedLateness(Duration.standardMinutes(2))
                    .accumulatingFiredPanes())
            .apply(Sum.integersPerKey())
            .apply(PaneChangelog.perKey()); // +I(3, ON_TIME 0)  -U(3, ON_TIME 0) +U(7, LATE 1)
    // end
    ChangelogAssert.that(totals)
        .forKey("a")
        .emits("+I(3, ON_TIME 0)", "-U(3, ON_TIME 0)", "+U(7, LATE 1)");
    pipeline.run().waitUntilFinish();
  }

  private record Endpoint(String model, String region) {
    static final Coder<Endpoint> CODER =
        DelegateCoder.of(
            KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()),
            endpoint -> KV.of(endpoint.model(), endpoint.region()),
            kv -> new Endpoint(kv.getKey(), kv.getValue()));
  }

  private record Cost(double dollars) {
    static final Coder<Cost> CODER =
        DelegateCoder.of(DoubleCoder.of(), Cost::dollars, dollars -> new Cost(dollars));
  }

  @Test
  void consolidate() {
    Endpoint us = new Endpoint("opus", "us");
    Endpoint eu = new Endpoint("opus", "eu");
    Change<Cost> first = version(1, ChangelogAssert.insert(NOON, new Cost(3), Timing.ON_TIME, 0));
    Change<Cost> withdrawn =
        version(2, ChangelogAssert.updateBefore(NOON, new Cost(3), Timing.ON_TIME, 0));
    Change<Cost> second =
        version(3, ChangelogAssert.updateAfter(NOON, new Cost(7), Timing.LATE, 1));
    PCollection<KV<Endpoint, Change<Cost>>> changes =
        pipeline.apply(
            "Changes",
            Create.of(KV.of(us, first), KV.of(us, withdrawn), KV.of(us, second), KV.of(eu, first))
                .withCoder(KvCoder.of(Endpoint.CODER, ChangeCoder.of(Cost.CODER))));
    // example
    // The current change of each window: +I(3), -U(3) and +U(7) become +U(7).
    PCollection<KV<Endpoint, Change<Cost>>> latest = changes.apply(Consolidate.latest());

    // The total of each model, emitted whenever it changes.
    PCollection<KV<String, Double>> dollarsOfModel =
        changes.apply(
            Consolidate.<Endpoint, Cost>sumOfDoubles(Cost::dollars)
                .withGroupBy(Endpoint::model, StringUtf8Coder.of())
                .withAllowedLateness(Duration.standardMinutes(2)));
    // end
    PAssert.that(latest).containsInAnyOrder(KV.of(us, second), KV.of(eu, first));
    PAssert.that(dollarsOfModel) // in which order the changes come is open, not where they end
        .satisfies(
            totals -> {
              assertThat(totals, hasItem(KV.of("opus", 10.0)));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  private static <V> Change<V> version(long version, Change<V> change) {
    return new Change<>(
        change.kind(),
        change.value(),
        change.window(),
        change.timing(),
        change.paneIndex(),
        version);
  }

  @Test
  void firing() {
    // example
    Firing firing =
        Firing.onTime()
            .withEarly(Cadence.every(Duration.standardSeconds(30)))
            .withLate(Cadence.elements(1))
            .withAllowedLateness(Duration.standardMinutes(2));
    // end
    assertThat(
        firing.toString(), is("early every 30000 ms, late every 1 elements, lateness 120000 ms"));
  }

  @Test
  void cadence() {
    // example
    Cadence cadence = Cadence.every(Duration.standardSeconds(30)).or(Cadence.elements(1000));
    // end
    assertThat(cadence.dueAt(999, 5), is(30_005L));
    assertThat(cadence.dueAt(1000, 5), is(Cadence.NOW));
  }

  @Test
  void cappedSessions() {
    // example
    CappedSessions visits =
        CappedSessions.withGap(Duration.standardMinutes(30))
            .withMaxLength(Duration.standardHours(4));
    // end
    assertThat(visits.gap(), is(Duration.standardMinutes(30)));
    assertThat(visits.maxLength(), is(Duration.standardHours(4)));
  }

  // example
  record RequestsPerSecond() implements WindowedCombine<String, Long, Double> {
    @Override
    public Long create() {
      return 0L;
    }

    @Override
    public Long add(Long count, String request, long timestampMillis) {
      return count + 1;
    }

    @Override
    public Long merge(Long a, Long b) {
      return a + b;
    }

    @Override
    public Double finish(Long count, IntervalWindow window) {
      return count * 1000.0 / (window.end().getMillis() - window.start().getMillis());
    }

    @Override
    public Coder<Long> accumulatorCoder() {
      return VarLongCoder.of();
    }

    @Override
    public Coder<Double> outputCoder() {
      return DoubleCoder.of();
    }
  }

  // end

  @Test
  void windowedCombine() {
    PCollection<KV<String, String>> requests =
        pipeline.apply(
            Create.timestamped(
                TimestampedValue.of(KV.of("a", "GET"), at(1)),
                TimestampedValue.of(KV.of("a", "PUT"), at(2)),
                TimestampedValue.of(KV.of("a", "GET"), at(3))));
    Changelog.Result<String, String, Double> rates =
        requests.apply(
            Changelog.<String, String, Double>perKey(new RequestsPerSecond())
                .into("Rate", FixedWindows.of(Duration.standardMinutes(5)), Firing.onTime()));
    ChangelogAssert.that(rates.changes("Rate")).forKey("a").emits("+I(0.01, ON_TIME 0)");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aggregates() {
    PCollection<KV<String, Double>> latencies =
        pipeline.apply(Create.of(KV.of("a", 10.0), KV.of("a", 20.0), KV.of("a", 30.0)));
    // example
    PCollection<KV<String, Moments>> moments =
        latencies.apply("Summarize", Combine.perKey(Aggregates.moments()));
    PCollection<KV<String, List<Double>>> quantiles =
        latencies.apply("Rank", Combine.perKey(Aggregates.quantiles(0.01, 0.5, 0.95, 0.99)));
    // end
    PAssert.thatSingleton(moments)
        .satisfies(
            kv -> {
              assertThat(kv.getValue().count(), is(3L));
              return null;
            });
    PAssert.thatSingleton(quantiles)
        .satisfies(
            kv -> {
              assertThat(
                  kv.getValue(), contains(closeTo(20, 0.2), closeTo(30, 0.3), closeTo(30, 0.3)));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void zScoreBaseline() {
    ZScoreBaseline baseline = ZScoreBaseline.of(ZScoreOptions.defaults());
    double value = 3;
    // example
    ZScoreBaseline.Score score = baseline.score(value); // against the values before it
    baseline = baseline.learn(value);
    // end
    assertThat(score.severity(), is(Severity.NONE));
    assertThat(baseline.moments().count(), is(1L));
  }

  @Test
  void changelogAssert() {
    Changelog.Result<String, Integer, Integer> totals =
        pipeline
            .apply(
                stream()
                    .addElements(score("a", 3, 1), score("b", 5, 1))
                    .addElements(score("a", 4, 2))
                    .advanceWatermarkToInfinity())
            .apply(
                Changelog.<String, Integer>perKey(Sum.ofIntegers())
                    .into(
                        "Total",
                        FixedWindows.of(Duration.standardMinutes(5)),
                        Firing.onTime().withEarly(Cadence.elements(1))));
    // example
    IntervalWindow noon =
        new IntervalWindow(Instant.parse("2026-01-01T12:00:00Z"), Duration.standardMinutes(5));
    ChangelogAssert.that(totals.changes("Total"))
        .hasKeys("a", "b")
        .forKey("a")
        .inWindow(noon)
        .emits(
            "+I(3, EARLY 0)",
            "-U(3, EARLY 0)",
            "+U(7, EARLY 1)",
            "-U(7, EARLY 1)",
            "+U(7, ON_TIME 2)")
        .consolidatesTo(Map.of("a", Map.of(noon, 7), "b", Map.of(noon, 5)));
    // end
    pipeline.run().waitUntilFinish();
  }

  /** Three, then four, then five late and six droppably late, all of the five minutes from noon. */
  private static TestStream<KV<String, Integer>> scores() {
    return stream()
        .addElements(score("a", 3, 1))
        .advanceProcessingTime(Duration.standardSeconds(30)) // the early pane: 3
        .addElements(score("a", 4, 2))
        .advanceWatermarkTo(at(5)) // on time: 7
        .addElements(score("a", 5, 4)) // late: 12
        .advanceWatermarkTo(at(7))
        .addElements(score("a", 6, 4)) // droppably late
        .advanceWatermarkToInfinity();
  }

  private static TestStream.Builder<KV<String, Integer>> stream() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
  }

  private static TimestampedValue<KV<String, Integer>> score(String key, int value, int minute) {
    return TimestampedValue.of(KV.of(key, value), at(minute));
  }

  private static Instant at(int minute) {
    return Instant.parse("2026-01-01T12:00:00Z").plus(Duration.standardMinutes(minute));
  }
}

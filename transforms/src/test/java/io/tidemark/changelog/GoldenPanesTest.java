package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.change.Change;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.Golden;
import io.tidemark.fixtures.Replay;
import io.tidemark.internal.panes.StandingPanes;
import io.tidemark.testing.Ledger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Panes that others expect, from the files of golden cases. Where ours differ it is by one of these
 * decisions: a firing that changes nothing is silent but for the one that marks the window on time;
 * nothing is ever discarded; every element is counted by itself, however a runner bundles them.
 */
class GoldenPanesTest {

  private static final String DISCARDING =
      "discarding mode is not offered: a pane that holds only what is new has nothing to retract";
  private static final Pattern WATERMARKED = Pattern.compile("fig1[234]");
  private static final long MINUTE = 60_000;
  private static final Duration LONG = Duration.standardDays(1_000);

  // ---- runner_divergences.json: one output, whatever the runner

  @TestFactory
  Stream<DynamicTest> whatRunnersDisagreeOnHasOneAnswer() {
    Map<String, String> notApplicable =
        Map.of(
            "min-inf-default-al100-discarding", DISCARDING,
            "min-inf-early1late1-al100-discarding", DISCARDING,
            "min-inf-late1-al100-discarding", DISCARDING);
    return Golden.run(
        Golden.byId(Golden.read("runner_divergences.json").get("cases")),
        notApplicable,
        (id, golden) -> hasOneAnswer(golden));
  }

  private static void hasOneAnswer(JsonNode golden) {
    Firing firing =
        Replay.firing(golden.get("trigger"), golden.get("allowed_lateness_ms").asLong());
    Replay replay =
        Replay.of(golden.get("window"), firing).run(golden.get("input")).watermarkToInfinity();
    assertThat(
        operations(replay.changes()),
        is(operations(golden.get("derived_retraction_log_strict").get("k"))));
    assertThat(
        operations(replay.withoutMarkings()),
        is(operations(golden.get("derived_retraction_log_suppress_unchanged").get("k"))));
    assertThat(standing(replay), is(standing(golden.get("final_live").get("k"))));
  }

  private static Map<String, List<String>> operations(List<Change<List<Integer>>> changes) {
    List<String> lines = new ArrayList<>();
    for (Change<List<Integer>> change : changes) {
      String line = Replay.span(change.window()) + " " + Replay.sum(change);
      lines.add(change.isRetraction() ? line + " RETRACT" : line + " ADD " + change.timing());
    }
    return Replay.byWindow(lines);
  }

  private static Map<String, List<String>> operations(JsonNode log) {
    List<String> lines = new ArrayList<>();
    for (JsonNode entry : log) {
      String timing = entry.has("timing") ? " " + entry.get("timing").asText() : "";
      lines.add(span(entry) + " " + entry.get("value") + " " + entry.get("op").asText() + timing);
    }
    return Replay.byWindow(lines);
  }

  private static Map<String, Integer> standing(JsonNode live) {
    Map<String, Integer> standing = new HashMap<>();
    live.forEach(entry -> standing.put(span(entry), entry.get("value").asInt()));
    return standing;
  }

  private static Map<String, Integer> standing(Replay replay) {
    Map<String, Integer> standing = new HashMap<>();
    replay
        .key
        .ledgers
        .get(0)
        .standing()
        .forEach(
            (window, values) ->
                standing.put(
                    Replay.span(window), values.stream().mapToInt(Integer::intValue).sum()));
    return standing;
  }

  private static String span(JsonNode entry) {
    JsonNode window = entry.get("window");
    return "[" + window.get(0) + "," + window.get(1) + ")";
  }

  // ---- trigger_transcripts.yaml, in its Java translation

  @TestFactory
  Stream<DynamicTest> triggerTranscripts() {
    String python = "needs a Python WindowFn with its own output times";
    String checker = "tests the transcript runner itself: a transcript that must be refused";
    JsonNode file = Golden.read("trigger_transcripts_applicability.json");
    Map<String, JsonNode> translated = Golden.byId(file.get("java_translation"));
    Map<String, JsonNode> cases = new HashMap<>();
    Golden.byName(file.get("cases"))
        .forEach(
            (id, unused) ->
                cases.put(
                    id,
                    translated.getOrDefault(
                        "transcript-" + id.substring(id.indexOf(':') + 1), file)));
    return Golden.run(
        cases,
        Map.ofEntries(
            Map.entry("5:timestamp_combiner_custom_timestamping_eow", python),
            Map.entry("6:timestamp_combiner_custom_timestamping_earliest", python),
            Map.entry("7:timestamp_combiner_custom_timestamping_earliest", python),
            Map.entry("9:discarding_early_fixed", DISCARDING),
            Map.entry("10:garbage_collection", "discarding, and a trigger that finishes"),
            Map.entry("13:bad_output", checker),
            Map.entry("14:bad_expected_values", checker),
            Map.entry("15:bad_expected_window", checker),
            Map.entry("16:missing_output", checker),
            Map.entry("17:missing_output_at_end", checker)),
        (id, golden) -> followsTheTranscript(golden));
  }

  /** Where Direct counts a bundle at a time and Flink each element, we do as Flink. */
  private static void followsTheTranscript(JsonNode golden) {
    Firing firing =
        Replay.firing(golden.get("trigger"), golden.get("allowed_lateness_ms").asLong());
    Replay replay = Replay.of(golden.get("window"), firing).run(golden.get("input"));
    JsonNode flink = golden.get("beam270_flink");
    JsonNode expected = flink.isArray() ? flink : golden.get("beam270_direct_panes");
    List<String> panes = new ArrayList<>();
    expected.forEach(pane -> panes.add(pane(pane)));
    assertThat(Replay.byWindow(replay.panes()), is(Replay.byWindow(panes)));
  }

  private static String pane(JsonNode pane) {
    List<String> values = new ArrayList<>();
    pane.get("value").forEach(value -> values.add(value.asText()));
    return span(pane) + " " + values + " " + pane.get("timing").asText() + " " + pane.get("index");
  }

  // ---- streaming_systems_book.json, chapter 2

  @TestFactory
  Stream<DynamicTest> streamingSystemsChapter2() {
    JsonNode book = Golden.read("streaming_systems_book.json");
    return Golden.run(
        Golden.byName(book.get("examples")),
        Map.of("2-9 discarding (fig 2-13)", DISCARDING),
        (name, example) -> isAsInTheBook(example, book));
  }

  private static void isAsInTheBook(JsonNode example, JsonNode book) {
    String stream = example.get("stream").asText();
    boolean global = example.get("expected").get(0).get("window").isTextual();
    Replay replay = Replay.fixed(global ? 60 * MINUTE : 2 * MINUTE, bookFiring(example));
    if (stream.startsWith("BATCH bounded")) {
      book.get("inputs")
          .forEach(in -> replay.add(in.get("value").asInt(), in.get("event_ms").asLong()));
      replay.watermarkToInfinity();
    } else {
      replay.run(book.get("teststream_scripts").get(stream.split(" ")[0]));
    }
    List<String> expected = new ArrayList<>();
    for (JsonNode pane : example.get("expected")) {
      expected.add(
          (global ? "[0,3600000)" : span(pane))
              + " "
              + pane.get("value")
              + " "
              + pane.get("timing").asText()
              + " "
              + pane.get("index"));
    }
    assertThat(Replay.byWindow(sums(replay)), is(Replay.byWindow(expected)));
    List<Integer> dropped = new ArrayList<>();
    example.path("dlq").forEach(letter -> dropped.add(letter.get("value").asInt()));
    if (example.path("trigger").asText().contains("the 9 is dropped")) {
      dropped.add(9);
    }
    assertThat(replay.late(), is(dropped));
  }

  private static Firing bookFiring(JsonNode example) {
    String trigger = example.path("trigger").asText("");
    Firing firing = Firing.onTime();
    if (trigger.contains("early=AfterProcessingTime")) {
      firing = firing.withEarly(Cadence.every(Duration.standardMinutes(1)));
    } else if (trigger.startsWith("Repeatedly.forever(elementCountAtLeast(1))")) {
      firing = firing.withEarly(Cadence.elements(1));
    }
    if (trigger.contains("lateness 1000 d")) {
      firing = firing.withAllowedLateness(LONG);
    } else if (trigger.contains("lateness 2 min")) {
      firing = firing.withAllowedLateness(Duration.standardMinutes(2));
    }
    return firing;
  }

  private static List<String> sums(Replay replay) {
    return replay.changes().stream()
        .filter(c -> !c.isRetraction())
        .map(
            c ->
                Replay.span(c.window())
                    + " "
                    + Replay.sum(c)
                    + " "
                    + c.timing()
                    + " "
                    + c.paneIndex())
        .toList();
  }

  // ---- dataflow_paper_2015.json, figures 6 to 14

  @TestFactory
  Stream<DynamicTest> dataflowPaper() {
    JsonNode paper = Golden.read("dataflow_paper_2015.json");
    return Golden.run(
        Golden.byName(paper.get("figures")),
        Map.of(
            "fig8_global_atperiod1m_discarding", DISCARDING,
            "fig9_global_atcount2_discarding", DISCARDING),
        (name, figure) ->
            shows(figure, paperReplay(name), paper, WATERMARKED.matcher(name).find()));
  }

  /** A window of an hour stands for the global one. */
  private static Replay paperReplay(String figure) {
    Firing each = Firing.onTime().withAllowedLateness(LONG);
    Firing minutely = each.withEarly(Cadence.every(Duration.standardMinutes(1)));
    return switch (figure) {
      case "fig6_classic_batch" -> Replay.fixed(60 * MINUTE, each);
      case "fig7_global_atperiod1m_accumulating" -> Replay.fixed(60 * MINUTE, minutely);
      case "fig10_fixed2m_batch", "fig12_fixed2m_streaming_repeat_atwatermark" ->
          Replay.fixed(2 * MINUTE, each);
      case "fig11_fixed2m_microbatch1m", "fig13_fixed2m_streaming_partial" ->
          Replay.fixed(2 * MINUTE, minutely);
      // Events exactly a gap apart merge in the paper, not in Beam: one millisecond more.
      case "fig14_sessions_gap1m_accumulating_and_retracting" ->
          Replay.sessions(MINUTE + 1, minutely);
      default -> throw new AssertionError("no such figure: " + figure);
    };
  }

  /**
   * Plays the paper's ten points. Its panes are due when the clock strikes a minute; ours a minute
   * after the first element: so this clock only knows whole minutes, and an element at the stroke
   * comes before it.
   */
  private static void shows(JsonNode figure, Replay replay, JsonNode paper, boolean watermarked) {
    record Event(long at, Runnable happens) {}
    List<Event> events = new ArrayList<>();
    for (JsonNode in : paper.get("inputs")) {
      events.add(
          new Event(
              in.get("proc_ms").asLong(),
              () -> replay.add(in.get("value").asInt(), in.get("event_ms").asLong())));
    }
    for (long minute = 5; minute <= 9; minute++) {
      long tick = minute * MINUTE;
      events.add(new Event(tick, () -> replay.processingTime(tick)));
    }
    if (watermarked) {
      events.add(new Event(358_800, () -> replay.watermark(120_000)));
      events.add(new Event(450_000, () -> replay.watermark(240_000)));
      events.add(new Event(457_200, () -> replay.watermark(320_001)));
      events.add(new Event(460_200, () -> replay.watermark(360_000)));
      events.add(new Event(561_000, () -> replay.watermark(480_000)));
    }
    events.sort((a, b) -> Long.compare(a.at(), b.at()));
    events.forEach(event -> event.happens().run());
    replay.watermarkToInfinity();
    List<String> expected = new ArrayList<>();
    figure
        .get("outputs")
        .forEach(
            out -> {
              boolean retraction = out.path("kind").asText().equals("retraction");
              int value = Math.abs(out.get("value").asInt());
              expected.add((retraction ? "-" : "+") + value + paperWindow(out));
            });
    boolean sessions = figure.toString().contains("retraction");
    List<String> actual = new ArrayList<>();
    for (Change<List<Integer>> change : replay.withoutMarkings()) {
      // Figures without retractions show assertions only.
      if (sessions || !change.isRetraction()) {
        actual.add((change.isRetraction() ? "-" : "+") + Replay.sum(change) + ourWindow(change));
      }
    }
    assertThat(actual, is(expected));
  }

  private static String paperWindow(JsonNode out) {
    return out.path("window").isArray() ? "@" + out.get("window").get(0) : "@0";
  }

  private static String ourWindow(Change<?> change) {
    return "@" + change.window().start().getMillis();
  }

  @Test
  void theRetractionsOfTheStreaming102TableSumToWhatWasSeen() {
    JsonNode blog = Golden.read("streaming_systems_book.json").get("streaming_102_blog");
    Replay second =
        Replay.fixed(
            2 * MINUTE, Firing.onTime().withEarly(Cadence.every(Duration.standardMinutes(1))));
    second.processingTime(0).add(7, 146_667).processingTime(MINUTE);
    second.add(3, 220_000).add(4, 233_333).processingTime(2 * MINUTE);
    second.add(8, 186_667).watermark(4 * MINUTE);
    List<Integer> signed =
        second.changes().stream().map(c -> (c.isRetraction() ? -1 : 1) * Replay.sum(c)).toList();
    assertThat(signed, is(List.of(7, -7, 14, -14, 22)));
    assertThat(
        signed.stream().mapToInt(Integer::intValue).sum(),
        is(
            blog.get("accumulation_table_second_window")
                .get("total sum")
                .get("retracting")
                .asInt()));
  }

  // ---- beam_pane_cases.json: steps are prose there, so they are written out here

  @TestFactory
  Stream<DynamicTest> beamPanes() {
    String ifNonEmpty = "OnTimeBehavior.FIRE_IF_NON_EMPTY is not offered: on time is always marked";
    Map<String, Runnable> runs = beamPaneRuns();
    Map<String, String> notApplicable =
        Map.of(
            "TestStreamTest.testDiscardingMode", DISCARDING,
            "ReduceFnRunnerTest.testPaneInfoAllStatesAfterWatermark", DISCARDING,
            "ReduceFnRunnerTest.testEmptyOnTimeWithOnTimeBehaviorFireIfNonEmpty", ifNonEmpty,
            "ReduceFnRunnerTest.testEmptyOnTimeWithOnTimeBehaviorFireIfNonEmptyAndLateData",
                ifNonEmpty,
            "ReduceFnRunnerTest.testMergingWithClosedDoesNotPoison",
                "triggers that finish and lose what follows are not offered",
            "ReduceFnRunnerTest.testDropDataMultipleWindowsFinishedTrigger",
                "triggers that finish and lose what follows are not offered");
    return Golden.run(
        Golden.byId(Golden.read("beam_pane_cases.json").get("cases")),
        notApplicable,
        (id, golden) -> runs.get(id).run());
  }

  private static Map<String, Runnable> beamPaneRuns() {
    Map<String, Runnable> runs = new HashMap<>();
    runs.put("TestStreamTest.testLateDataAccumulating", GoldenPanesTest::lateDataAccumulating);
    runs.put("TestStreamTest.testEarlyPanesOfWindow", GoldenPanesTest::earlyPanesOfWindow);
    runs.put("TestStreamTest.testProcessingTimeTrigger", GoldenPanesTest::processingTimeTrigger);
    runs.put(
        "TestStreamTest.testFirstElementLate",
        () -> {
          Firing firing = Firing.onTime().withAllowedLateness(Duration.millis(5_000));
          Replay replay = Replay.fixed(1_000, firing).watermark(0).add(1, -1_000_000).add(2, 100);
          assertThat(replay.watermarkToInfinity().panes(), is(List.of("[0,1000) [2] ON_TIME 0")));
          assertThat(replay.late(), is(List.of(1)));
        });
    runs.put(
        "ReduceFnRunnerTest.testOnlyOneOnTimePane",
        () ->
            panes(
                Replay.fixed(10, lateness(100)).watermark(0).add(1, 1).watermark(10).add(3, 3),
                "[0,10) [1] ON_TIME 0",
                "[0,10) [1, 3] LATE 1"));
    runs.put(
        "ReduceFnRunnerTest.testSessionEowAndGcTogether",
        () ->
            panes(
                Replay.sessions(10, lateness(50)).watermark(0).add(1, 1).watermark(100),
                "[1,11) [1] ON_TIME 0"));
    runs.put(
        "ReduceFnRunnerTest.testFixedWindowsEowAndGcTogether",
        () ->
            panes(
                Replay.fixed(10, lateness(50)).watermark(0).add(1, 1).watermark(100),
                "[0,10) [1] ON_TIME 0"));
    // The third pane there repeats [1, 2] as LATE when the window expires: unchanged, so silent.
    runs.put(
        "ReduceFnRunnerTest.testPaneInfoAllStatesAfterWatermarkAccumulating",
        () ->
            panes(
                Replay.fixed(10, lateness(100).withEarly(Cadence.elements(2)))
                    .watermark(0)
                    .add(1, 1)
                    .add(2, 2)
                    .watermark(50)
                    .watermark(150),
                "[0,10) [1, 2] EARLY 0",
                "[0,10) [1, 2] ON_TIME 1"));
    runs.put(
        "ReduceFnRunnerTest.testEmptyOnTimeFromOrFinally",
        () ->
            panes(
                Replay.fixed(
                        10,
                        lateness(100)
                            .withEarly(Cadence.every(Duration.millis(5)))
                            .withLate(Cadence.every(Duration.millis(25))))
                    .watermark(0)
                    .processingTime(0)
                    .add(1, 1)
                    .add(1, 3)
                    .add(1, 7)
                    .add(1, 5)
                    .processingTime(6)
                    .watermark(11),
                "[0,10) [1, 1, 1, 1] EARLY 0",
                "[0,10) [1, 1, 1, 1] ON_TIME 1"));
    runs.put(
        "ReduceFnRunnerTest.testMergeBeforeFinalizing",
        () ->
            panes(
                Replay.sessions(10, Firing.onTime()).add(1, 1).add(10, 10).watermark(100),
                "[1,20) [1, 10] ON_TIME 0"));
    return runs;
  }

  private static void lateDataAccumulating() {
    Firing firing =
        Firing.onTime()
            .withEarly(Cadence.every(Duration.standardMinutes(2)))
            .withAllowedLateness(Duration.standardMinutes(5));
    Replay replay = Replay.fixed(5 * MINUTE, firing).add(1, 0).add(2, 0).add(3, 0);
    replay.watermark(6 * MINUTE).add(4, 0).add(5, 0).watermark(10 * MINUTE).watermark(20 * MINUTE);
    replay.add(-1, 0).add(-2, 0).add(-3, 0).watermarkToInfinity();
    panes(
        replay,
        "[0,300000) [1, 2, 3] ON_TIME 0",
        "[0,300000) [1, 2, 3, 4] LATE 1",
        "[0,300000) [1, 2, 3, 4, 5] LATE 2");
    assertThat(replay.late(), is(List.of(-1, -2, -3)));
  }

  private static void earlyPanesOfWindow() {
    Firing firing = Firing.onTime().withEarly(Cadence.every(Duration.standardMinutes(5)));
    Replay replay = Replay.fixed(30 * MINUTE, firing).processingTime(0);
    replay.add(1, 1_000).processingTime(6 * MINUTE).add(2, 2_000).processingTime(12 * MINUTE);
    replay.add(3, 3_000).processingTime(18 * MINUTE).watermarkToInfinity();
    panes(
        replay,
        "[0,1800000) [1] EARLY 0",
        "[0,1800000) [1, 2] EARLY 1",
        "[0,1800000) [1, 2, 3] EARLY 2",
        "[0,1800000) [1, 2, 3] ON_TIME 3");
  }

  /** One window of an hour stands for the global one, which has no end to be on time at. */
  private static void processingTimeTrigger() {
    Firing firing = Firing.onTime().withEarly(Cadence.every(Duration.standardMinutes(5)));
    Replay replay = Replay.fixed(60 * MINUTE, firing).processingTime(0).add(1, 0).add(2, 0);
    replay.processingTime(12 * MINUTE).add(3, 0).processingTime(18 * MINUTE);
    panes(replay, "[0,3600000) [1, 2] EARLY 0", "[0,3600000) [1, 2, 3] EARLY 1");
  }

  private static Firing lateness(long millis) {
    return Firing.onTime().withAllowedLateness(Duration.millis(millis));
  }

  private static void panes(Replay replay, String... expected) {
    assertThat(replay.panes(), is(List.of(expected)));
  }

  // ---- both runners' panes of the same cases, through PaneChangelog's state machine

  @TestFactory
  Stream<DynamicTest> thePanesOfEitherRunnerLeaveTheSameStanding() {
    Map<String, String> notApplicable =
        Map.of(
            "min-inf-default-al100-discarding", DISCARDING,
            "min-inf-early1late1-al100-discarding", DISCARDING,
            "min-inf-late1-al100-discarding", DISCARDING);
    return Golden.run(
        Golden.byId(Golden.read("runner_divergences.json").get("cases")),
        notApplicable,
        (id, golden) -> {
          JsonNode direct = golden.get("beam270_direct_panes");
          JsonNode flink = golden.get("beam270_flink");
          boolean merging = golden.get("window").get("type").asText().equals("sessions");
          Map<String, Integer> live = standing(golden.get("final_live").get("k"));
          assertThat(retracted(direct, merging), is(live));
          assertThat(retracted(flink.isArray() ? flink : direct, merging), is(live));
        });
  }

  private static Map<String, Integer> retracted(JsonNode panes, boolean merging) {
    StandingPanes<Integer> standing = new StandingPanes<>();
    Ledger<Integer> ledger = new Ledger<>();
    AtomicLong version = new AtomicLong();
    for (JsonNode pane : panes) {
      standing.fire(
          new IntervalWindow(
              Instant.ofEpochMilli(pane.get("window").get(0).asLong()),
              Instant.ofEpochMilli(pane.get("window").get(1).asLong())),
          pane.get("value").asInt(),
          Timing.valueOf(pane.get("timing").asText()),
          pane.get("index").asLong(),
          merging,
          version::incrementAndGet,
          revision -> revision.changes().forEach(ledger::apply));
    }
    Map<String, Integer> values = new HashMap<>();
    ledger.standing().forEach((window, value) -> values.put(Replay.span(window), value));
    return Collections.unmodifiableMap(values);
  }
}

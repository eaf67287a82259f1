package io.tidemark.windowing;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.fixtures.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows that others expect: Beam's own cases, and tables W and N of the golden cases. */
class GoldenWindowsTest {

  private static final Pattern WINDOWS =
      Pattern.compile(
          "(Fixed|Sliding|Sessions)\\((?:gap )?(\\d+)(?:, every (\\d+))?(?:, offset (\\d+))?\\)");

  @TestFactory
  Stream<DynamicTest> beamsOwnCases() {
    return Golden.run(
        Golden.byId(Golden.read("beam_windowfn_cases.json").get("cases")),
        Map.of(
            "SlidingWindowsTest.testElidings",
            "a period longer than the size leaves out elements: refused, see below"),
        (id, golden) -> assignsAsBeam(golden));
  }

  private static void assignsAsBeam(JsonNode golden) {
    Matcher windows = WINDOWS.matcher(golden.get("window_fn").asText());
    assertThat(golden.get("window_fn").asText(), windows.matches(), is(true));
    List<Long> timestamps = new ArrayList<>();
    golden.get("timestamps").forEach(t -> timestamps.add(t.asLong()));
    long size = Long.parseLong(windows.group(2));
    Map<String, TreeSet<Long>> actual;
    if (windows.group(1).equals("Sessions")) {
      actual = sessions(size, timestamps);
    } else {
      long period = windows.group(3) == null ? size : Long.parseLong(windows.group(3));
      long offset = windows.group(4) == null ? 0 : Long.parseLong(windows.group(4));
      actual = aligned(new AlignedWindows(size, period, offset), timestamps);
    }
    Map<String, TreeSet<Long>> expected = new TreeMap<>();
    for (JsonNode entry : golden.get("expected")) {
      TreeSet<Long> members = new TreeSet<>();
      entry.get("timestamps").forEach(t -> members.add(t.asLong()));
      expected.put(entry.get("window").toString(), members);
    }
    assertThat(actual, is(expected));
  }

  private static Map<String, TreeSet<Long>> aligned(AlignedWindows windows, List<Long> times) {
    Map<String, TreeSet<Long>> assigned = new TreeMap<>();
    for (long time : times) {
      for (long start : starts(windows, time)) {
        String window = "[" + start + "," + (start + windows.size()) + "]";
        assigned.computeIfAbsent(window, w -> new TreeSet<>()).add(time);
      }
    }
    return assigned;
  }

  private static List<Long> starts(AlignedWindows windows, long time) {
    return LongStream.iterate(
            windows.firstStart(time),
            start -> start <= windows.lastStart(time),
            start -> start + windows.period())
        .boxed()
        .toList();
  }

  private static Map<String, TreeSet<Long>> sessions(long gap, List<Long> times) {
    CappedSessions windows = CappedSessions.withGap(Duration.millis(gap));
    List<IntervalWindow> own = times.stream().map(t -> windows.assign(at(t))).toList();
    Map<String, TreeSet<Long>> sessions = new TreeMap<>();
    for (List<IntervalWindow> session : windows.merge(own)) {
      IntervalWindow span = session.stream().reduce(IntervalWindow::span).orElseThrow();
      TreeSet<Long> members = new TreeSet<>();
      session.forEach(w -> members.add(w.start().getMillis()));
      sessions.put("[" + span.start().getMillis() + "," + span.end().getMillis() + "]", members);
    }
    return sessions;
  }

  /**
   * Table W. W17, the text of a window's identity, is not here: a window is its start and end.
   * Where two answers are known (W10, W11, W14) these are the right ones.
   */
  @ParameterizedTest(name = "{0}: {4} in {1}/{2}+{3}")
  @CsvSource({
    "W1,  1000, 1000, 0, 500, 0",
    "W1,  1000, 1000, 0, 1500, 1000",
    "W1,  1000, 1000, 0, 2000, 2000",
    "W2,  1000, 1000, 200, 500, 200",
    "W3,  60000, 60000, 0, 125000, 120000",
    "W4,  300000, 300000, 0, 52642000, 52500000",
    "W5,  300000, 300000, 0, 43425000, 43200000",
    "W5,  300000, 300000, 0, 43643000, 43500000",
    "W6,  5000, 5000, 0, 7000, 5000",
    "W6,  5000, 5000, 0, 12000, 10000",
    "W7,  1000, 500, 0, 700, 0 500",
    "W8,  1000, 500, 0, 1200, 500 1000",
    "W9,  10, 5, 0, 7, 0 5",
    "W9,  10, 5, 0, 12, 5 10",
    "W10, 600, 60, 0, 43530, 42960 43020 43080 43140 43200 43260 43320 43380 43440 43500",
    "W11, 1000, 500, 100, 700, 100 600",
    "W11, 1000, 500, 100, 650, 100 600",
    "W12, 1000, 300, 0, 900, 0 300 600 900",
    "W13, 15, 1, 0, 100, 86 87 88 89 90 91 92 93 94 95 96 97 98 99 100",
    "W14, 1000, 1000, 0, -1, -1000",
    "W15, 1000, 1000, 0, 999, 0",
    "W15, 1000, 1000, 0, 1000, 1000",
    "W15, 1000, 1000, 0, 1999, 1000",
    "W15, 1000, 1000, 0, 2001, 2000",
  })
  void alignedWindows(
      String id, long size, long period, long offset, long time, String expectedStarts) {
    List<Long> expected = Stream.of(expectedStarts.split(" ")).map(Long::valueOf).toList();
    assertThat(id, starts(new AlignedWindows(size, period, offset), time), is(expected));
  }

  /** W16. */
  @Test
  void windowsWithoutLengthOrWithHolesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new AlignedWindows(0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new AlignedWindows(3, 10, 0));
    assertThrows(IllegalArgumentException.class, () -> CappedSessions.withGap(Duration.millis(0)));
  }

  /** Table N; N11, keys apart, is the runner's grouping and tested with the transform. */
  @ParameterizedTest(name = "{0}: {2} with gap {1}")
  @CsvSource({
    "N1,  5, 0 2 10, [0;7] [10;15]",
    "N2,  5, 0 2 10 4, [0;9] [10;15]",
    "N3,  5, 0 2 10 12 25, [0;7] [10;17] [25;30]",
    "N4,  1000, 0 500 3000, [0;1500] [3000;4000]",
    "N5,  1000, 0 300 600 2500 2800, [0;1600] [2500;3800]",
    "N6,  1000, 0 1900, [0;1000] [1900;2900]",
    "N7,  5, 0 10 7 12, [0;5] [7;17]",
    "N8,  5000, 0 1000 2000 3000, [0;8000]",
    "N10, 10, 0 10, [0;10] [10;20]",
  })
  void sessionsOfATable(String id, long gap, String times, String expected) {
    List<Long> timestamps = Stream.of(times.split(" ")).map(Long::valueOf).toList();
    TreeSet<String> spans = new TreeSet<>(List.of(expected.replace(';', ',').split(" ")));
    assertThat(id, new TreeSet<>(sessions(gap, timestamps).keySet()), is(spans));
  }

  /** N9. */
  @Test
  void aSessionOfFiveHoursIsCutBeforeItWouldExceedFour() {
    CappedSessions windows =
        CappedSessions.withGap(Duration.standardMinutes(30))
            .withMaxLength(Duration.standardHours(4));
    List<IntervalWindow> own =
        LongStream.rangeClosed(0, 30).mapToObj(i -> windows.assign(at(i * 10 * 60_000))).toList();
    List<String> spans =
        windows.merge(own).stream()
            .map(session -> session.stream().reduce(IntervalWindow::span).orElseThrow())
            .map(w -> w.start().getMillis() / 60_000 + "-" + w.end().getMillis() / 60_000)
            .toList();
    assertThat(spans, is(List.of("0-240", "220-330")));
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}

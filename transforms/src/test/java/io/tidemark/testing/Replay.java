package io.tidemark.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.internal.operator.SessionWindowOperator;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.joda.time.Duration;

/** One key under a script: elements, watermarks and processing times, in milliseconds. */
public final class Replay {

  public final SingleKey<?, List<Integer>> key;
  private long now;

  private Replay(WindowOperator<Integer, ?, List<Integer>> windows) {
    this.key = SingleKey.withoutIdentity(windows);
  }

  public static Replay fixed(long size, Firing firing) {
    return sliding(size, size, firing);
  }

  public static Replay sliding(long size, long period, Firing firing) {
    AlignedWindows windows = new AlignedWindows(size, period, 0);
    return new Replay(
        new SlicedWindowOperator<>(
            new Listing(), List.of(new SlicedWindowOperator.Windowing(windows, firing))));
  }

  public static Replay sessions(long gap, Firing firing) {
    CappedSessions windows = CappedSessions.withGap(Duration.millis(gap));
    return new Replay(new SessionWindowOperator<>(new Listing(), windows, firing));
  }

  /** From {@code {"type": "fixed", "size_ms": 10}} and the like. */
  public static Replay of(JsonNode window, Firing firing) {
    return switch (window.get("type").asText()) {
      case "fixed" -> fixed(window.get("size_ms").asLong(), firing);
      case "sliding" ->
          sliding(window.get("size_ms").asLong(), window.get("period_ms").asLong(), firing);
      case "sessions" -> sessions(window.get("gap_ms").asLong(), firing);
      default -> throw new AssertionError("no such windows: " + window);
    };
  }

  /** From {@code {"type": "watermark", "early": {"type": "count", "n": 1}}} and the like. */
  public static Firing firing(JsonNode trigger, long lateness) {
    Firing firing = Firing.onTime().withAllowedLateness(Duration.millis(lateness));
    if (trigger.has("early")) {
      firing = firing.withEarly(Cadence.elements(trigger.get("early").get("n").asLong()));
    }
    if (trigger.has("late")) {
      firing = firing.withLate(Cadence.elements(trigger.get("late").get("n").asLong()));
    }
    return firing;
  }

  /** Elements in order, watermarks and processing times as the script has them. */
  public Replay run(JsonNode steps) {
    for (JsonNode step : steps) {
      if (step.has("watermark")) {
        watermark(step.get("watermark").asLong());
      } else if (step.has("proc")) {
        processingTime(step.get("proc").asLong());
      } else {
        step.get("add").forEach(e -> add(e.get("value").asInt(), e.get("ts").asLong()));
      }
    }
    return this;
  }

  public Replay add(int value, long timestamp) {
    key.add(value, timestamp, false, now);
    return this;
  }

  public Replay watermark(long to) {
    key.watermark(to, now);
    return this;
  }

  public Replay processingTime(long to) {
    now = to;
    key.processingTime(now);
    return this;
  }

  public Replay watermarkToInfinity() {
    return watermark(BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis());
  }

  public List<Change<List<Integer>>> changes() {
    return key.changes.get(0);
  }

  public List<Integer> late() {
    return key.late.get(0);
  }

  /** Assertions only, as {@code [0,10) [1, 2] ON_TIME 1}. */
  public List<String> panes() {
    return changes().stream().filter(c -> !c.isRetraction()).map(Replay::pane).toList();
  }

  /** Without the pairs that only mark an unchanged window on time. */
  public List<Change<List<Integer>>> withoutMarkings() {
    List<Change<List<Integer>>> kept = new ArrayList<>();
    for (Change<List<Integer>> change : changes()) {
      boolean marking =
          change.kind() == ChangeKind.UPDATE_AFTER
              && change.timing() == Timing.ON_TIME
              && kept.get(kept.size() - 1).value().equals(change.value());
      if (marking) {
        kept.remove(kept.size() - 1);
      } else {
        kept.add(change);
      }
    }
    return kept;
  }

  static String pane(Change<List<Integer>> change) {
    return span(change.window())
        + " "
        + change.value()
        + " "
        + change.timing()
        + " "
        + change.paneIndex();
  }

  public static String span(IntervalWindow window) {
    return "[" + window.start().getMillis() + "," + window.end().getMillis() + ")";
  }

  public static int sum(Change<List<Integer>> change) {
    return change.value().stream().mapToInt(Integer::intValue).sum();
  }

  /** Lines by what {@code [start,end)} they begin with: within a window order matters. */
  public static Map<String, List<String>> byWindow(List<String> lines) {
    Map<String, List<String>> byWindow = new TreeMap<>();
    for (String line : lines) {
      String window = line.substring(0, line.indexOf(')') + 1);
      byWindow.computeIfAbsent(window, w -> new ArrayList<>()).add(line);
    }
    return byWindow;
  }
}

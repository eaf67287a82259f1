package io.tidemark.changelog;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.change.Change;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.Golden;
import io.tidemark.fixtures.Replay;
import io.tidemark.testing.Summing;
import io.tidemark.windowing.CappedSessions;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Some of the cases where runners differ, as streams on the direct runner: through {@link
 * Changelog}, and with Beam's own windows through {@link PaneChangelog}.
 */
class GoldenStreamsTest {

  private final TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "min-inf-early1late1-al100",
        "jump-mid-stream-early1late1-al100",
        "jump-sliding-late1-al5",
        "expiry-boundary-wm109-al100",
        "expiry-boundary-wm110-al100",
        "session-premerge-drop",
        "session-premerge-keep-hugelateness",
      })
  void theChangesAreTheRetractionLog(String id) {
    JsonNode golden = Golden.byId(Golden.read("runner_divergences.json").get("cases")).get(id);
    PCollection<KV<String, Integer>> elements = pipeline.apply(script(golden.get("input")));
    List<String> expected = new ArrayList<>();
    for (JsonNode entry : golden.get("derived_retraction_log_strict").get("k")) {
      JsonNode window = entry.get("window");
      expected.add(
          String.format(
              "%s [%s,%s) %s",
              entry.get("op").asText(), window.get(0), window.get(1), entry.get("value")));
    }
    PAssert.that(shown("Ours", ours(golden, elements))).containsInAnyOrder(expected);
    PAssert.that(shown("Beams", beams(golden, elements))).containsInAnyOrder(expected);
    pipeline.run().waitUntilFinish();
  }

  private static TestStream<KV<String, Integer>> script(JsonNode steps) {
    TestStream.Builder<KV<String, Integer>> script =
        TestStream.create(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
    for (JsonNode step : steps) {
      if (step.has("watermark")) {
        script = script.advanceWatermarkTo(Instant.ofEpochMilli(step.get("watermark").asLong()));
      } else {
        for (JsonNode e : step.get("add")) {
          Instant time = Instant.ofEpochMilli(e.get("ts").asLong());
          script =
              script.addElements(
                  TimestampedValue.of(KV.of(e.get("key").asText(), e.get("value").asInt()), time));
        }
      }
    }
    return script.advanceWatermarkToInfinity();
  }

  private static PCollection<KV<String, Change<Integer>>> ours(
      JsonNode golden, PCollection<KV<String, Integer>> elements) {
    Firing firing =
        Replay.firing(golden.get("trigger"), golden.get("allowed_lateness_ms").asLong());
    Changelog<String, Integer, Integer> sums = Changelog.perKey(new Summing());
    WindowFn<Object, ?> windows = windows(golden.get("window"));
    if (windows instanceof FixedWindows fixed) {
      sums = sums.into("Sum", fixed, firing);
    } else if (windows instanceof SlidingWindows sliding) {
      sums = sums.into("Sum", sliding, firing);
    } else {
      Duration gap = ((Sessions) windows).getGapDuration();
      sums = sums.into("Sum", CappedSessions.withGap(gap), firing);
    }
    return elements.apply(sums).changes("Sum");
  }

  private static PCollection<KV<String, Change<Integer>>> beams(
      JsonNode golden, PCollection<KV<String, Integer>> elements) {
    AfterWatermark.AfterWatermarkEarlyAndLate late =
        AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1));
    boolean early = golden.get("trigger").has("early");
    return elements
        .apply(
            Window.<KV<String, Integer>>into(windows(golden.get("window")))
                .triggering(early ? late.withEarlyFirings(AfterPane.elementCountAtLeast(1)) : late)
                .withAllowedLateness(Duration.millis(golden.get("allowed_lateness_ms").asLong()))
                .accumulatingFiredPanes())
        .apply(Sum.integersPerKey())
        .apply(
            PaneChangelog.<String, Integer>perKey()
                .withLongestSession(Duration.standardMinutes(1)));
  }

  private static WindowFn<Object, ? extends BoundedWindow> windows(JsonNode window) {
    Duration size = Duration.millis(window.path("size_ms").asLong());
    return switch (window.get("type").asText()) {
      case "fixed" -> FixedWindows.of(size);
      case "sliding" ->
          SlidingWindows.of(size).every(Duration.millis(window.get("period_ms").asLong()));
      default -> Sessions.withGapDuration(Duration.millis(window.get("gap_ms").asLong()));
    };
  }

  private static PCollection<String> shown(
      String name, PCollection<KV<String, Change<Integer>>> changes) {
    return changes.apply(
        "Show" + name,
        MapElements.into(TypeDescriptors.strings())
            .via(
                kv -> {
                  Change<Integer> c = kv.getValue();
                  return (c.isRetraction() ? "RETRACT " : "ADD ")
                      + Replay.span(c.window())
                      + " "
                      + c.value();
                }));
  }
}

package io.tidemark.cli.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.demo.WindowStory.LateEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowStoryTest {
  private final List<String> said = new ArrayList<>();
  private final List<LateEvent> sent = new ArrayList<>();
  private final WindowStory story = new WindowStory(said::add, sent::add);

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static String row(String pane, int index, int requests) {
    return "{'key':'model=gpt,region=eu','model':'gpt','region':'eu',"
        + "'window_start':'2026-01-05T12:00:00.000Z','window_end':'2026-01-05T12:00:20.000Z',"
        + ("'pane':'%s','pane_index':%d,'requests':%d,'latency_ms_p95':2331.4,"
                + "'cost_usd_total':0.5}")
            .formatted(pane, index, requests);
  }

  private void change(String key, String op, String before, String after, int second) {
    long millis = Instant.parse("2026-01-05T12:00:00Z").toEpochMilli() + second * 1_000L;
    story.on(
        json("{'key':'" + key + "'}"),
        json("{'op':'%s','before':%s,'after':%s,'ts_ms':%d}".formatted(op, before, after, millis)));
  }

  @Test
  void oneWindowIsFollowedFromItsFirstValueToItsCorrection() {
    change("small", "c", "null", row("EARLY", 0, 4), 4);
    change("a", "c", "null", row("EARLY", 0, 40), 5);
    change("b", "c", "null", row("EARLY", 0, 50), 5);
    change("a", "u", row("EARLY", 0, 40), row("ON_TIME", 1, 225), 26);
    change("a", "u", row("ON_TIME", 1, 225), row("LATE", 2, 226), 27);
    story.on(json("{'key':'a'}"), null);
    assertThat(
        said,
        contains(
            "The life of one window: model=gpt,region=eu from 12:00:00 to 12:00:20 (UTC)",
            "  12:00:05  first      EARLY 0     40 requests  p95  2,331 ms  0.5000 USD",
            "  12:00:26  withdrawn  EARLY 0     40 requests  p95  2,331 ms  0.5000 USD",
            "  12:00:26  instead    ON_TIME 1  225 requests  p95  2,331 ms  0.5000 USD",
            "            the window is past its end; now one event of 12:00:10 is sent, late",
            "  12:00:27  withdrawn  ON_TIME 1  225 requests  p95  2,331 ms  0.5000 USD",
            "  12:00:27  instead    LATE 2     226 requests  p95  2,331 ms  0.5000 USD"));
    assertThat(sent, contains(new LateEvent("gpt", "eu", Instant.parse("2026-01-05T12:00:10Z"))));
  }

  @Test
  void anAnomalyIsToldAndSoIsItsWithdrawal() {
    AnomalyNews news = new AnomalyNews(said::add);
    JsonNode key =
        json(
            "{'key':'model=gpt,region=eu','metric':'error_rate',"
                + "'window_start':'2026-01-05T12:00:00.000Z',"
                + "'window_end':'2026-01-05T12:00:30.000Z'}");
    news.on(key, null);
    news.on(key, json("{'value':0.5,'severity':'critical'}"));
    news.on(key, json("{'value':0.5,'severity':'critical'}"));
    news.on(key, null);
    assertThat(
        said,
        contains(
            "Anomaly raised: error_rate of model=gpt,region=eu, window 12:00:00 to 12:00:30 is 0.5,"
                + " critical",
            "Anomaly withdrawn: error_rate of model=gpt,region=eu, window 12:00:00 to 12:00:30"));
  }

  @Test
  void aHeapThatIsTooSmallIsRefusedBeforeAnythingStarts() {
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> Demo.checkHeap(300L << 20));
    assertThat(
        refused.getMessage(),
        is(
            "the heap has 300 MB, and the demo needs 400: TIDEMARK_JAVA_OPTS=-Xmx2g, or leave it"
                + " out"));
    Demo.checkHeap(400L << 20);
  }
}

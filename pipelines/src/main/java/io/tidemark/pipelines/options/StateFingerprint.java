package io.tidemark.pipelines.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The options that the state of a job depends on, each with its value: what must be the same when a
 * job goes on from a checkpoint or a savepoint. Everything else is carried over: a restored job
 * takes it from the options that it is started with.
 *
 * <table>
 * <caption>What is in it, and why</caption>
 * <tr><th>option</th><th>why another value is refused</th></tr>
 * <tr><td>dimensions, in their order</td><td>the values of a key have no names: {@code
 *   region,model} would swap regions and models</td></tr>
 * <tr><td>fixedSize, fixedOffset, slidingSize, slidingPeriod, healthSize</td><td>state has windows
 *   and slices by their starts. Under other sizes a window would be made of slices that are not its
 *   own, and a retraction would withdraw a value that never stood</td></tr>
 * <tr><td>sessionGap, sessionMaxLength</td><td>sessions in state were merged and cut by
 *   them</td></tr>
 * <tr><td>anomalyMethod</td><td>what one method has learned of a series says nothing to the
 *   other</td></tr>
 * <tr><td>relativeError</td><td>sketches of different errors do not merge</td></tr>
 * <tr><td>changelogDelivery</td><td>records that wait in state for a checkpoint would never be
 *   published, or would be twice</td></tr>
 * <tr><td>jdbcUrl, publishChangelog: whether there is a table, whether there is a topic</td><td>the
 *   steps of a sink have state of their own, which a job without the sink cannot restore</td></tr>
 * <tr><td>otlpSpansTopic, otlpLogsTopic: whether there is one</td><td>a reader has state of its
 *   own</td></tr>
 * <tr><td>figures</td><td>windows in state would have a figure of some of their requests
 *   only</td></tr>
 * <tr><td>performanceTopic, feedbackTopic, healthTopic: whether streams share one</td><td>a topic is
 *   read once, so its reader would lose or gain streams</td></tr>
 * </table>
 *
 * <p>An option that has no effect is left out: the offset of windows that do not exist, for one.
 * Durations are compared as such: {@code 5m} is {@code 300s}.
 */
public final class StateFingerprint {

  private static final String NONE = "none";

  private StateFingerprint() {}

  /**
   * Returns the value of each option that state depends on, in a fixed order. A value has no secret
   * and is written in one way, so that equal texts mean equal state.
   *
   * @param options whose values are allowed
   */
  public static Map<String, String> of(TidemarkOptions options) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(
        "dimensions", String.join(",", options.getDimensions().strip().split(SomeOf.SEPARATOR)));
    values.put("fixedSize", duration(options.getFixedSize()));
    if (!options.getFixedSize().equals(NONE)) {
      values.put("fixedOffset", duration(options.getFixedOffset()));
    }
    values.put("slidingSize", duration(options.getSlidingSize()));
    if (!options.getSlidingSize().equals(NONE)) {
      values.put("slidingPeriod", duration(options.getSlidingPeriod()));
      values.put("anomalyMethod", options.getAnomalyMethod().name());
    }
    values.put("sessionGap", duration(options.getSessionGap()));
    values.put("sessionMaxLength", duration(options.getSessionMaxLength()));
    values.put("healthSize", duration(options.getHealthSize()));
    values.put("relativeError", Allowed.plain(options.getRelativeError()));
    values.put("jdbcUrl", given(options.getJdbcUrl()));
    boolean publishes = options.getBootstrapServers() != null && options.getPublishChangelog();
    values.put("publishChangelog", Boolean.toString(publishes));
    if (publishes) {
      values.put("changelogDelivery", options.getChangelogDelivery().name());
    }
    values.putAll(sharedTopics(options));
    values.put("otlpSpansTopic", given(options.getOtlpSpansTopic()));
    values.put("otlpLogsTopic", given(options.getOtlpLogsTopic()));
    values.put("figures", figures(options));
    return values;
  }

  /**
   * Returns a sentence for each option whose value in state is another than today's: the option,
   * the value in state and today's. Empty if the state can be gone on from.
   *
   * @param inState what {@link #of} returned for the job whose state it is
   * @param today what it returns for the job that is started
   */
  public static List<String> differences(Map<String, String> inState, Map<String, String> today) {
    List<String> differences = new ArrayList<>();
    Map<String, String> all = new LinkedHashMap<>(inState);
    all.putAll(today);
    for (String option : all.keySet()) {
      String before = inState.get(option);
      String now = today.get(option);
      // An option without effect on one side: the option that took it away is named instead.
      if (before != null && now != null && !before.equals(now)) {
        differences.add("--" + option + " is " + now + ", and was " + before);
      }
    }
    return differences;
  }

  private static String given(@Nullable String value) {
    return value == null ? "not given" : "given";
  }

  /** In one order, for the order in which they are named makes no difference. */
  private static String figures(TidemarkOptions options) {
    return options.getFigures() == null
        ? "none"
        : Stream.of(options.getFigures().strip().split(SomeOf.SEPARATOR))
            .sorted()
            .collect(Collectors.joining(","));
  }

  /** Whether two streams have one topic; the name of a topic is no part of state. */
  private static Map<String, String> sharedTopics(TidemarkOptions options) {
    Map<String, String> roles = new LinkedHashMap<>();
    roles.put("performanceTopic", options.getPerformanceTopic());
    roles.put("feedbackTopic", options.getFeedbackTopic());
    roles.put("healthTopic", options.getHealthTopic());
    Map<String, String> first = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    roles.forEach(
        (role, topic) -> {
          String reader = first.putIfAbsent(topic, role);
          values.put(role, reader == null ? "a topic of its own" : "the topic of --" + reader);
        });
    return values;
  }

  private static String duration(String text) {
    OptionalLong millis = Durations.millis(text);
    return millis.isPresent() ? Durations.text(millis.getAsLong()) : text;
  }
}

package io.tidemark.pipelines.options;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateFingerprintTest {

  /** Every option with another value than {@link #BEFORE}; a new option needs a decision here. */
  private static final List<String> CARRIED_OVER =
      List.of(
          "--bootstrapServers=other:9092",
          "--consumerGroup=other",
          "--consumerConfigFile=/other",
          "--maxFutureSkew=2h",
          "--maxRecordBytes=1000",
          "--jdbcUrl=jdbc:postgresql://other/db",
          "--jdbcUser=other",
          "--jdbcPasswordFile=/other",
          "--outputTopicPrefix=other",
          "--producerConfigFile=/other",
          "--performanceTopic=other",
          "--feedbackTopic=other",
          "--healthTopic=other",
          "--performanceAllowedLateness=1s",
          "--performanceEarlyEvery=never",
          "--performanceMaxDelay=1s",
          "--performanceIdleTimeout=1s",
          "--feedbackAllowedLateness=1s",
          "--feedbackEarlyEvery=1s",
          "--feedbackMaxDelay=1s",
          "--feedbackIdleTimeout=1s",
          "--anomalyAllowedLateness=1s",
          "--anomalyEarlyEvery=never",
          "--healthAllowedLateness=1s",
          "--healthEarlyEvery=1s",
          "--healthMaxDelay=1s",
          "--healthIdleTimeout=2s",
          "--criticalLatency=1s",
          "--criticalCost=2",
          "--criticalErrors=0",
          "--anomalyMinRequests=20",
          "--anomalyAlpha=0.2",
          "--anomalyWarmUp=20",
          "--warningZScore=2",
          "--criticalZScore=6",
          "--mapping=litellm",
          "--timestampsWithoutOffset=UTC",
          "--replaceRows=true",
          "--createTopics=false",
          "--outputPartitions=7",
          "--checkServers=false",
          "--otlpIgnoreScopes=a",
          "--otlpIgnoreServices=a",
          "--otlpCacheOutsideScopes=a",
          "--otlpFeedbackNames=a",
          "--otlpTeamAttributes=a",
          "--dimensionValues=/other",
          "--prices=/other",
          "--history=none",
          "--sketches=false");

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("--dimensions=region,model", "was model,region"),
          Map.entry("--fixedSize=10m", "was 5m"),
          Map.entry("--fixedOffset=1m", "was 0s"),
          Map.entry("--slidingSize=none", "was 15m"),
          Map.entry("--slidingPeriod=5m", "was 1m"),
          Map.entry("--anomalyMethod=ZSCORE", "was ROBUST"),
          Map.entry("--sessionGap=1m", "was 30m"),
          Map.entry("--sessionMaxLength=5h", "was 4h"),
          Map.entry("--healthSize=2m", "was 1m"),
          Map.entry("--relativeError=0.02", "was 0.01"),
          Map.entry("--publishChangelog=false", "was true"),
          Map.entry("--figures=queue_ms", "was none"),
          Map.entry("--changelogDelivery=EXACTLY_ONCE", "was AT_LEAST_ONCE"));

  private static final List<String> BEFORE =
      List.of("--bootstrapServers=b:9092", "--jdbcUrl=jdbc:postgresql://h/d?password=hush");

  @Test
  void everyOptionIsCarriedOverOrRefused() {
    TreeSet<String> decided = new TreeSet<>(List.of("input", "otlpSpansTopic", "otlpLogsTopic"));
    Stream.concat(CARRIED_OVER.stream(), REFUSED.keySet().stream())
        .forEach(argument -> decided.add(argument.substring(2, argument.indexOf('='))));
    TreeSet<String> declared = new TreeSet<>();
    DeclaredOption.of(TidemarkOptions.class).forEach(option -> declared.add(option.name()));
    assertThat(decided, equalTo(declared));
  }

  @Test
  void whatIsCarriedOverIsNoDifference() {
    for (String other : CARRIED_OVER) {
      assertThat(other, differences(BEFORE, with(other)), empty());
    }
  }

  @Test
  void whatIsRefusedIsNamedWithBothValues() {
    REFUSED.forEach(
        (argument, was) -> {
          String now = argument.replaceFirst("=", " is ");
          assertThat(differences(BEFORE, with(argument)), contains(now + ", and " + was));
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fixedSize=300s | --fixedSize=5m",
        "--dimensions=model , region | --dimensions=model,region",
        "--relativeError=0.010 | --relativeError=0.01",
        "--figures=cost_usd,queue_ms | --figures=queue_ms , cost_usd",
        "--fixedSize=none --fixedOffset=1m | --fixedSize=none",
        "--publishChangelog=false --changelogDelivery=EXACTLY_ONCE | --publishChangelog=false"
      })
  void oneValueInTwoWritingsIsNoDifference(String one, String other) {
    assertThat(of(with(one.split(" (?=--)"))), equalTo(of(with(other.split(" (?=--)")))));
  }

  @Test
  void aSourceThatIsGoneOrNewIsNamed() {
    for (String topic : List.of("otlpSpansTopic", "otlpLogsTopic")) {
      assertThat(
          differences(BEFORE, with("--" + topic + "=t")),
          contains("--" + topic + " is given, and was not given"));
    }
  }

  @Test
  void aSinkThatIsGoneOrNewIsNamed() {
    assertThat(
        differences(BEFORE, BEFORE.subList(0, 1)),
        contains("--jdbcUrl is not given, and was given"));
    assertThat(
        differences(BEFORE.subList(0, 1), BEFORE),
        contains("--jdbcUrl is given, and was not given"));
  }

  @Test
  void aTopicThatStreamsNoLongerShareIsNamed() {
    assertThat(
        differences(
            with("--performanceTopic=all", "--feedbackTopic=all"), with("--feedbackTopic=f")),
        contains("--feedbackTopic is a topic of its own, and was the topic of --performanceTopic"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush", "postgresql"})
  void noValueHasASecret(String secret) {
    assertThat(of(BEFORE), not(anEmptyMap()));
    assertThat(of(BEFORE).toString(), not(containsString(secret)));
  }

  private static List<String> differences(List<String> before, List<String> now) {
    return StateFingerprint.differences(of(before), of(now));
  }

  private static Map<String, String> of(List<String> arguments) {
    return StateFingerprint.of(
        PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new))
            .as(TidemarkOptions.class));
  }

  /** {@link #BEFORE} with other values. */
  private static List<String> with(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    for (String argument : BEFORE) {
      String start = argument.substring(0, argument.indexOf('=') + 1);
      if (all.stream().noneMatch(other -> other.startsWith(start))) {
        all.add(argument);
      }
    }
    return all;
  }
}

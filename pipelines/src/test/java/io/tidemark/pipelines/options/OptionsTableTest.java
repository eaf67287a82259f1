package io.tidemark.pipelines.options;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;

/** Every option: what it takes, what it refuses, and what it answers then. */
class OptionsTableTest {

  /** Option, what is allowed in words, accepted values, values that are refused with the words. */
  private static final String TABLE =
      """
      input             | the path of a file, or a glob | a.jsonl; /data/2026-*/*.jsonl; gs://b/a b | <empty>; <blank>
      bootstrapServers  | HOST:PORT, several separated by commas | a:9092; a:1,b:65535; a:1 , b:2 | <empty>; a; a:; :9092; a:9092,; a:123456
      performanceTopic  | the name of a topic, of 1 to 249 letters, digits, dots, hyphens or underscores | a; perf-metrics; a.B_9 | <empty>; a b; a/b; ä
      feedbackTopic     | the name of a topic, of 1 to 249 letters, digits, dots, hyphens or underscores | a; user-feedback | <empty>; a b
      healthTopic       | the name of a topic, of 1 to 249 letters, digits, dots, hyphens or underscores | a; system-health | <empty>; a b
      otlpSpansTopic    | the name of a topic, of 1 to 249 letters, digits, dots, hyphens or underscores | a; otlp_spans | <empty>; a b
      otlpLogsTopic     | the name of a topic, of 1 to 249 letters, digits, dots, hyphens or underscores | a; otlp_logs | <empty>; a b
      otlpIgnoreScopes  | names, several separated by commas | a; a, b.c | <empty>; <blank>
      otlpIgnoreServices | names, several separated by commas | a; a, b c | <empty>; <blank>
      otlpCacheOutsideScopes | names, several separated by commas | a; a, b.c | <empty>; <blank>
      otlpFeedbackNames | names, several separated by commas | a; thumbs,csat | <empty>; <blank>
      otlpTeamAttributes | names, several separated by commas | a; team.id | <empty>; <blank>
      consumerGroup     | a name without spaces | a; tidemark | <empty>; a b
      consumerConfigFile | the path of a file, in any file system that Beam knows | c.properties; sm://p/s | <empty>; <blank>
      maxRecordBytes    | a whole number of bytes from 1 to 268435456 | 1; 268435456; 1048576 | 0; -1; 268435457; 99999999999; 1.5; <empty>; many; 1MB
      jdbcUser          | the name of a user | a; tide mark | <empty>; <blank>
      jdbcPasswordFile  | the path of a file, in any file system that Beam knows | p; /run/secrets/p | <empty>; <blank>
      mapping           | files, or litellm, separated by commas | litellm; a.json,b.json; a.json , litellm; gs://b/a b.json | <empty>; <blank>; a,; ,a; a,,b
      timestampsWithoutOffset | REJECT or UTC | REJECT; UTC | <empty>; utc; Z
      replaceRows       | true or false | true; false | <empty>; yes; TRUE
      history           | settled or all or none | settled; all; none | <empty>; SETTLED; some
      sketches          | true or false | true; false | <empty>; yes; TRUE
      createTopics      | true or false | true; false | <empty>; yes; TRUE
      checkServers      | true or false | true; false | <empty>; yes; TRUE
      outputPartitions  | a whole number of partitions from 0 to 10000 | 0; 1; 10000 | -1; 10001; 1.5; <empty>; many
      publishChangelog  | true or false | true; false | <empty>; yes; TRUE
      outputTopicPrefix | 1 to 236 letters, digits, dots, hyphens or underscores | a; tidemark; a.B_9- | <empty>; a b; a/b
      changelogDelivery | AT_LEAST_ONCE or EXACTLY_ONCE | AT_LEAST_ONCE; EXACTLY_ONCE | <empty>; exactly; AT_MOST_ONCE
      producerConfigFile | the path of a file, in any file system that Beam knows | c.properties | <empty>; <blank>
      dimensions        | one or more of model, region, provider, service, operation, environment, team, input_size, streaming, metadata.NAME, each at most once, separated by commas | model; model , region; service,model; model,region,provider,service; metadata.tenant,input_size; metadata.a,metadata.b | <empty>; user; model,model; model,; ,model; model region; metadata.; metadata.a,metadata.a; metadata
      dimensionValues   | the path of a file, in any file system that Beam knows | v.json | <empty>; <blank>
      prices            | files, several separated by commas, each of the own form or with litellm: or genai-prices: before it | p.json; p.json,litellm:l.json | <empty>; <blank>
      figures           | one or more of queue_ms, input_tokens, output_tokens, cost_usd, each at most once, separated by commas | queue_ms; cost_usd , input_tokens | <empty>; ttft_ms; cost_usd,cost_usd
      relativeError     | a number from 0.0001 to 0.1 | 0.0001; 0.1; 0.01; 1e-3 | 0; 0.00009; 0.11; 20; 1e300; NaN; Infinity; <empty>; 1 %
      criticalCost      | a number of US dollars from 0 to 1000000 | 0; 1000000; 0.5 | -0.01; 1000000.01; 2000000; 1e300; NaN; <empty>; 1$
      criticalErrors    | a whole number of requests from 0 to 1000000 | 0; 1000000; 20 | -1; 1000001; 9999999999; 0.5; <empty>; few
      anomalyMethod     | ROBUST or ZSCORE | ROBUST; ZSCORE | <empty>; robust; MAD
      anomalyMinRequests | a whole number of requests from 1 to 1000000 | 1; 1000000; 10 | 0; 1000001; 2.5; <empty>; x
      anomalyAlpha      | a number from 0.0001 to 1 | 0.0001; 1; 0.1 | 0; 0.00001; 1.1; NaN; <empty>; x
      anomalyWarmUp     | a whole number of windows from 2 to 1000000 | 2; 1000000; 10 | 1; 1000001; 9999999999; 2.5; <empty>; x
      warningZScore     | a number of standard deviations from 0.1 to 1000 | 0.1; 1000; 3 | 0; 0.09; 1001; NaN; <empty>; x
      criticalZScore    | a number of standard deviations from 0.1 to 1000 | 0.1; 1000; 5 | 0; 0.09; 1001; NaN; <empty>; x
      """;

  /** The same of durations, whose refused values are first those out of range. */
  private static final Map<String, String> DURATIONS =
      Map.ofEntries(
          Map.entry("maxFutureSkew", "0ms"),
          Map.entry("fixedSize", "1ms none"),
          Map.entry("fixedOffset", "0ms"),
          Map.entry("slidingSize", "1ms none"),
          Map.entry("slidingPeriod", "1ms"),
          Map.entry("sessionGap", "1ms"),
          Map.entry("sessionMaxLength", "1ms"),
          Map.entry("healthSize", "1ms"),
          Map.entry("performanceAllowedLateness", "0ms"),
          Map.entry("performanceEarlyEvery", "1ms never"),
          Map.entry("performanceMaxDelay", "0ms"),
          Map.entry("performanceIdleTimeout", "1ms"),
          Map.entry("feedbackAllowedLateness", "0ms"),
          Map.entry("feedbackEarlyEvery", "1ms never"),
          Map.entry("feedbackMaxDelay", "0ms"),
          Map.entry("feedbackIdleTimeout", "1ms"),
          Map.entry("anomalyAllowedLateness", "0ms"),
          Map.entry("anomalyEarlyEvery", "1ms never"),
          Map.entry("healthAllowedLateness", "0ms"),
          Map.entry("healthEarlyEvery", "1ms never"),
          Map.entry("healthMaxDelay", "0ms"),
          Map.entry("healthIdleTimeout", "1ms"),
          Map.entry("criticalLatency", "1ms"));

  private static final String FORM =
      "; a duration is a whole number and a unit (ms, s, m, h or d), like 90s or 5m";

  /** What one option takes and refuses. */
  private record Row(String option, String words, List<String> accepted, List<String> refused) {}

  private static List<Row> rows() {
    return TABLE
        .lines()
        .map(line -> line.split("\\|"))
        .map(c -> new Row(c[0].strip(), c[1].strip(), values(c[2]), values(c[3])))
        .toList();
  }

  private static List<String> values(String cell) {
    return List.of(cell.strip().split("; ")).stream()
        .map(value -> value.equals("<empty>") ? "" : value.equals("<blank>") ? "  " : value)
        .toList();
  }

  private static DeclaredOption option(String name) {
    return DeclaredOption.of(TidemarkOptions.class).stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no option " + name));
  }

  @Test
  void theTablesHoldEveryOptionAndNoOther() {
    List<String> tested = new ArrayList<>(DURATIONS.keySet());
    rows().forEach(row -> tested.add(row.option()));
    tested.add("jdbcUrl"); // It has tests of its own, because of the password that it may hold.
    assertThat(
        tested,
        containsInAnyOrder(
            DeclaredOption.of(TidemarkOptions.class).stream()
                .map(DeclaredOption::name)
                .toArray(String[]::new)));
  }

  @Test
  void valuesWithinTheRangeAreAccepted() {
    for (Row row : rows()) {
      row.accepted().forEach(value -> assertAccepted(row.option(), value));
    }
  }

  @Test
  void otherValuesAreRefusedWithOptionValueAndRange() {
    for (Row row : rows()) {
      row.refused().forEach(value -> assertRefused(row.option(), value, row.words()));
    }
  }

  @Test
  void durationsWithinTheRangeAreAccepted() {
    DURATIONS.forEach(
        (option, range) -> {
          for (String value : (range + " 365d 90s 8760h 31536000000ms").split(" ")) {
            assertAccepted(option, value);
          }
        });
  }

  @Test
  void otherDurationsAreRefusedWithOptionValueAndRange() {
    DURATIONS.forEach(
        (option, range) -> {
          String[] allowed = range.split(" ");
          String words =
              "a duration from "
                  + allowed[0]
                  + " to 365d"
                  + (allowed.length > 1 ? ", or " + allowed[1] : "");
          List<String> outside =
              new ArrayList<>(
                  List.of("366d", "31536000001ms", "999999999999d", "9".repeat(40) + "ms"));
          if (!allowed[0].equals("0ms")) {
            outside.addAll(List.of("0ms", "0d"));
          }
          outside.forEach(value -> assertRefused(option, value, words));
          for (String value :
              List.of("", " ", "5", "m", "-1m", "1.5h", "5 m", "5w", "5M", "soon")) {
            assertRefused(option, value, words + FORM);
          }
          for (String word : List.of("none", "never")) {
            if (!range.contains(word)) {
              assertRefused(option, word, words + FORM);
            }
          }
        });
  }

  /** As text, and as the value of options where Beam gets that far. */
  private static void assertAccepted(String option, String value) {
    assertThat(option + "=" + value, option(option).check(value), is(Optional.empty()));
    assertThat(option + "=" + value, violations(option, value), is(""));
  }

  private static void assertRefused(String option, String value, String words) {
    String message = "--" + option + "=" + value + ": it must be " + words;
    assertThat(option(option).check(value), is(Optional.of(message)));
    if (option(option).getter().getReturnType() == String.class) {
      assertThat(violations(option, value), is(message));
    }
  }

  private static String violations(String option, String value) {
    TidemarkOptions options =
        PipelineOptionsFactory.fromArgs("--" + option + "=" + value).as(TidemarkOptions.class);
    try {
      new Violations().check(options, TidemarkOptions.class).throwIfAny();
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  @Test
  void aNumberOutOfRangeIsRefusedAsItIsWritten() {
    assertThat(
        violations("relativeError", "20"),
        is("--relativeError=20: it must be a number from 0.0001 to 0.1"));
    assertThat(
        violations("criticalCost", "2000000"),
        is("--criticalCost=2000000: it must be a number of US dollars from 0 to 1000000"));
    assertThat(
        violations("anomalyAlpha", "0.00001"),
        is("--anomalyAlpha=0.00001: it must be a number from 0.0001 to 1"));
    assertThat(
        violations("maxRecordBytes", "0"),
        is("--maxRecordBytes=0: it must be a whole number of bytes from 1 to 268435456"));
  }

  @Test
  void aUrlIsNotRepeatedBecauseItMayHoldAPassword() {
    String message = "--jdbcUrl=…: it must be jdbc:postgresql://HOST[:PORT]/DATABASE";
    for (String url : List.of("", "mysql://u:secret@h/d", "jdbc:postgresql:", "postgresql://x/y")) {
      assertThat(violations("jdbcUrl", url), is(message));
    }
    assertThat(violations("jdbcUrl", "jdbc:postgresql://h/d?password=secret"), is(""));
  }

  @Test
  void defaultsAreAllowed() {
    for (DeclaredOption option : DeclaredOption.of(TidemarkOptions.class)) {
      if (option.preset() != null) {
        assertThat(option.name(), option.check(option.preset()), is(Optional.empty()));
      }
    }
    assertThat(
        new TreeMap<>(
            Map.of(
                "cost", option("criticalCost").preset(),
                "error", option("relativeError").preset(),
                "bytes", option("maxRecordBytes").preset())),
        is(Map.of("bytes", "1048576", "cost", "1", "error", "0.01")));
  }

  @Test
  void descriptionsAreWholeSentencesWithoutTheDefault() {
    for (DeclaredOption option : DeclaredOption.of(TidemarkOptions.class)) {
      assertThat(
          option.name() + ": " + option.description(),
          option.description().matches("[A-Z].*[a-z)%].*\\.") && option.description().length() > 30,
          is(true));
      assertThat(option.name(), option.description().contains("efault:"), is(false));
    }
  }

  @Test
  void theOptionsOfRunnersHaveRangesToo() {
    KafkaReadOptions options = PipelineOptionsFactory.as(KafkaReadOptions.class);
    options.setKafkaReadBatch(0);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Violations().check(options, KafkaReadOptions.class).throwIfAny());
    assertThat(
        refused.getMessage(),
        is("--kafkaReadBatch=0: it must be a whole number of records from 1 to 100000"));
    assertThat(DeclaredOption.of(OrderOptions.class).size(), is(1));
    assertThat(DeclaredOption.of(RunnerOptions.class).size(), is(1));
  }

  /** A number whose author forgot its range. */
  public interface WithoutRange extends PipelineOptions {
    @Group(OptionGroup.WINDOWS)
    @Description("The number of something.")
    Integer getCount();

    void setCount(Integer value);
  }

  /** A text whose author forgot what it takes. */
  public interface WithoutForm extends PipelineOptions {
    @Group(OptionGroup.WINDOWS)
    @Description("The size of something.")
    String getSize();

    void setSize(String value);
  }

  @Test
  void anOptionWithoutARangeIsAnErrorOfItsAuthor() {
    assertThat(
        assertThrows(IllegalStateException.class, () -> DeclaredOption.of(WithoutRange.class))
            .getMessage(),
        is("getCount has no @Range"));
    assertThat(
        assertThrows(IllegalStateException.class, () -> DeclaredOption.of(WithoutForm.class))
            .getMessage(),
        is("getSize has none of @DurationRange, @SomeOf, @Text"));
  }
}

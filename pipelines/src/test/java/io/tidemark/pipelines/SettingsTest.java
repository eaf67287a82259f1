package io.tidemark.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What options are together. */
class SettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fixedSize=none --slidingSize=none | --fixedSize=none: give it a duration, or"
            + " --slidingSize one: performance needs some windows",
        "--fixedSize=5m --fixedOffset=5m | --fixedOffset=5m: it must be less than --fixedSize=5m",
        "--slidingPeriod=16m | --slidingPeriod=16m: it must be at most --slidingSize=15m, or events"
            + " between two windows would be in none",
        "--slidingSize=365d --slidingPeriod=1ms | --slidingPeriod=1ms: it must be at least a"
            + " 10000th of --slidingSize=365d, or an event would be in too many windows",
        "--slidingPeriod=1ms | --slidingPeriod=1ms: it must be at least a 10000th of"
            + " --slidingSize=15m, or an event would be in too many windows",
        "--sessionGap=5h | --sessionMaxLength=4h: it must be at least --sessionGap=5h",
        "--warningZScore=6 | --criticalZScore=5: it must be at least --warningZScore=6",
        "--otlpSpansTopic=perf-metrics | --otlpSpansTopic=perf-metrics: it must be another topic than"
            + " --performanceTopic",
        "--otlpLogsTopic=system-health | --otlpLogsTopic=system-health: it must be another topic than"
            + " --healthTopic",
        "--otlpTeamAttributes=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q | otlpTeamAttributes has 17 names; at"
            + " most 16 are allowed",
        "--mapping=/none.json | --mapping: /none.json cannot be read: /none.json (No such file or"
            + " directory)",
        "--prices=/none.json | --prices: /none.json cannot be read: /none.json (No such file or"
            + " directory)",
        "--dimensionValues=/none.json | --dimensionValues: /none.json cannot be read: /none.json (No such"
            + " file or directory)",
      })
  void whatDoesNotFitTogetherIsRefused(String arguments, String message) {
    assertThat(refusal(arguments.split(" ")), is(message));
  }

  @Test
  void everyOptionThatIsWrongIsNamedAtOnce() {
    assertThat(
        refusal(
            "--fixedSize=999999999999d",
            "--sessionGap=soon",
            "--jdbcUrl=postgresql://u:secret@db/t",
            "--relativeError=20"),
        is(
            """
4 options have values that are not allowed:
  --jdbcUrl=…: it must be jdbc:postgresql://HOST[:PORT]/DATABASE
  --fixedSize=999999999999d: it must be a duration from 1ms to 365d, or none
  --sessionGap=soon: it must be a duration from 1ms to 365d; a duration is a whole number and a unit \
(ms, s, m, h or d), like 90s or 5m
  --relativeError=20: it must be a number from 0.0001 to 0.1"""));
    assertThat(
        refusal("--sessionGap=5h", "--warningZScore=6"),
        is(
            """
            2 options have values that are not allowed:
              --sessionMaxLength=4h: it must be at least --sessionGap=5h
              --criticalZScore=5: it must be at least --warningZScore=6"""));
  }

  /** The longest of everything at once: nothing overflows on the way to the graph. */
  @Test
  void theLongestOfEverythingIsAccepted() {
    Settings settings =
        settings(
            "--fixedSize=365d",
            "--slidingSize=365d",
            "--slidingPeriod=365d",
            "--sessionGap=365d",
            "--sessionMaxLength=365d",
            "--performanceAllowedLateness=365d",
            "--performanceMaxDelay=365d",
            "--maxFutureSkew=365d");
    assertThat(settings.performance().fixed().getSize(), is(Duration.standardDays(365)));
    assertThat(settings.performance().delay().max(), is(Duration.standardDays(365)));
    assertThat(
        settings.performance().firing().allowedLatenessMillis(),
        is(Duration.standardDays(365).getMillis()));
  }

  @Test
  void theDefaultsAreThoseOfTheStreams() {
    Settings settings = settings();
    assertThat(settings.performance().dimensions(), is(List.of("model", "region")));
    assertThat(settings.performance().fixed().getSize(), is(Duration.standardMinutes(5)));
    assertThat(settings.performance().critical().latencyMs(), is(30_000.0));
    assertThat(settings.feedback().sessions().gap(), is(Duration.standardMinutes(30)));
    assertThat(settings.health().delay().max(), is(Duration.standardSeconds(10)));
    assertThat(
        settings("--dimensions=service , model").performance().dimensions(),
        is(List.of("service", "model")));
    assertThat(settings("--fixedSize=none").performance().fixed(), is(nullValue()));
  }

  private static Settings settings(String... arguments) {
    return Settings.from(
        PipelineOptionsFactory.fromArgs(arguments).withValidation().as(TidemarkOptions.class));
  }

  private static String refusal(String... arguments) {
    return assertThrows(IllegalArgumentException.class, () -> settings(arguments)).getMessage();
  }
}

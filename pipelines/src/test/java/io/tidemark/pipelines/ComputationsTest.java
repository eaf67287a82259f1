package io.tidemark.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.row.Computation;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComputationsTest {

  private static List<Computation> of(String... arguments) {
    Settings settings =
        Settings.from(
            PipelineOptionsFactory.fromArgs(arguments).withValidation().as(TidemarkOptions.class));
    return List.of(
        Computations.fixed(settings.performance()),
        Computations.sliding(settings.performance()),
        Computations.feedback(settings.feedback()),
        Computations.health(settings.health()));
  }

  private static List<String> ids(String... arguments) {
    return of(arguments).stream().map(Computation::id).toList();
  }

  /** They are in rows: another id for the same settings would be another computation. */
  @Test
  void theIdsOfTheDefaultsStayWhatTheyAre() {
    assertThat(ids(), contains("32bc4767", "dbc7410b", "eef0be8d", "b7657c8a"));
  }

  @Test
  void theyAreSaidInWords() {
    assertThat(
        of("--fixedOffset=60000ms", "--dimensions=service , model").stream()
            .map(made -> made.windows() + "; " + made.dimensions())
            .toList(),
        contains(
            "fixed 5m, offset 1m; service,model",
            "sliding 15m every 1m; service,model",
            "sessions, gap 30m, at most 4h; session_id",
            "fixed 1m; component"));
  }

  @Test
  void everyOptionThatChangesRowsMakesAnotherOfItsStreamsAlone() {
    Stream.of("--fixedSize=10m", "--fixedOffset=1m").forEach(option -> differIn(option, 0));
    Stream.of("--slidingSize=10m", "--slidingPeriod=5m").forEach(option -> differIn(option, 1));
    Stream.of("--dimensions=model", "--dimensions=region,model", "--relativeError=0.02")
        .forEach(option -> differIn(option, 0, 1));
    Stream.of("--sessionGap=10m", "--sessionMaxLength=1h").forEach(option -> differIn(option, 2));
    differIn("--healthSize=2m", 3);
  }

  private static void differIn(String option, Integer... streams) {
    List<String> usual = ids();
    List<String> others = ids(option);
    for (int i = 0; i < usual.size(); i++) {
      boolean differs = List.of(streams).contains(i);
      assertThat(
          option + " of " + i, others.get(i), differs ? not(usual.get(i)) : is(usual.get(i)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--fixedSize=300s",
        "--performanceAllowedLateness=1h",
        "--performanceEarlyEvery=never",
        "--warningZScore=4"
      })
  void whatAJobMayChangeWhenItGoesOnMakesNoOther(String option) {
    assertThat(ids(option), is(ids()));
  }
}

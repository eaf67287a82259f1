package io.tidemark.cli.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code backtest} says of generated days. */
class BacktestCommandTest {
  @TempDir Path directory;

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    return Tidemark.commands(() -> null)
        .setOut(new PrintWriter(output, true))
        .setErr(new PrintWriter(errors, true))
        .execute(arguments);
  }

  private String generated(String... arguments) {
    String file = directory.resolve("day.jsonl").toString();
    List<String> all = new ArrayList<>(List.of("generate", "--span=24h", "--output=" + file));
    all.addAll(Arrays.asList(arguments));
    assertThat(errors.toString(), run(all.toArray(String[]::new)), is(0));
    return "--input=" + file;
  }

  /** The numbers of a line of the table: judged, percent warned, percent critical, incidents. */
  private double[] numbers(String name) {
    String line =
        output.toString().lines().filter(l -> l.startsWith(name)).findFirst().orElseThrow();
    return Arrays.stream(line.substring(name.length()).strip().split("\\s+"))
        .mapToDouble(text -> Double.parseDouble(text.replaceAll("[,%]", "")))
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 8})
  void ofTheWindowsOfAnOrdinaryDayOneInAHundredIsWarnedOfAndOneInAThousandIsCritical(int seed) {
    assertThat(run("backtest", generated("--seed=" + seed, "--events=50000")), is(0));
    double[] any = numbers("any of them");
    assertThat(any[0] > 10_000, is(true));
    assertThat("warned of, in percent", any[1], lessThanOrEqualTo(1.0));
    assertThat("critical, in percent", any[2], lessThanOrEqualTo(0.1));
  }

  @Test
  void anInjectedIncidentIsOneLineWithASentence() {
    String input =
        generated(
            "--seed=3",
            "--events=18000",
            "--models=claude-sonnet",
            "--start=2026-01-05T09:00:00Z",
            "--incident=latency@12h+1h");
    assertThat(run("backtest", input, "--dimensions=model"), is(0));
    List<String> critical =
        output.toString().lines().filter(line -> line.contains("critical  model=")).toList();
    assertThat(
        critical.stream().map(line -> line.replaceAll(".*requests? is", "")).toList().toString(),
        critical.size(),
        is(1));
    assertThat(critical.get(0), startsWith("2026-01-05 21:"));
    assertThat(critical.get(0), containsString("median latency of "));
  }

  @Test
  void theSameFileGivesTheSameTextInAnyOrder() throws Exception {
    String input = generated("--seed=5", "--events=8000", "--models=gpt-4o");
    run("backtest", input, "--dimensions=model");
    String first = output.toString();
    Path file = Path.of(input.substring("--input=".length()));
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    Collections.shuffle(lines, new Random(1));
    Files.write(file, lines);
    output.getBuffer().setLength(0);
    run("backtest", input, "--dimensions=model");
    assertThat(output.toString(), is(first));
  }

  @Test
  void higherThresholdsWarnLessOften() {
    String input = generated("--seed=7", "--events=20000");
    run("backtest", input, "--warningZScore=2", "--criticalZScore=2");
    double low = numbers("any of them")[2];
    output.getBuffer().setLength(0);
    run("backtest", input, "--warningZScore=8", "--criticalZScore=8");
    assertThat(low > 0, is(true));
    assertThat(numbers("any of them")[1], is(0.0));
  }

  @Test
  void anOptionThatDecidesNothingHereIsRefusedByName() {
    String file = "--input=" + directory.resolve("none.jsonl");
    assertThat(run("backtest", file, "--jdbcUrl=jdbc:postgresql://h/d"), is(2));
    assertThat(
        errors.toString(),
        startsWith(
            "tidemark backtest: --jdbcUrl=jdbc:postgresql://h/d is no option: allowed are"
                + " --dimensions=, --slidingSize="));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path file = directory.resolve("none.jsonl");
    assertThat(run("backtest", "--input=" + file), is(2));
    assertThat(
        errors.toString(),
        startsWith(
            "tidemark backtest: --input is " + file + ": needed is a file that can be read"));
  }

  @Test
  void aWrongThresholdIsAnsweredAsByRun() {
    assertThat(run("backtest", "--input=x", "--warningZScore=9"), is(2));
    assertThat(
        errors.toString(),
        containsString("--criticalZScore=5: it must be at least --warningZScore=9"));
  }

  @Test
  void aFileWithoutRequestsIsNoSuccess() throws Exception {
    Path file = Files.writeString(directory.resolve("bad.jsonl"), "nonsense\n");
    assertThat(run("backtest", "--input=" + file), is(1));
    assertThat(output.toString(), containsString("0 requests, 1 dead letters"));
  }

  @Test
  void aWrongIncidentIsNamedWithWhatIsAllowed() {
    assertThat(run("generate", "--output=-", "--incident=fire@1h+1h"), is(2));
    assertThat(
        errors.toString(),
        containsString(
            "'fire@1h+1h' is not an incident: allowed is KIND@START+LENGTH, like latency@8h+1h,"
                + " with KIND latency, errors, cost, traffic"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"prices", "dimensionValues", "mapping"})
  void aFileOfAnOptionThatDoesNotExistIsNamed(String option) {
    String input = generated("--seed=1", "--events=10");
    assertThat(run("backtest", input, "--" + option + "=absent.json"), is(2));
    assertThat(errors.toString(), containsString(option));
    assertThat(errors.toString(), containsString("absent.json"));
  }
}

package io.tidemark.cli.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.tidemark.runners.launch.MainJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Configuration files at the command line, with the options as they are. */
class ConfigCommandTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    CommandLine commands = Tidemark.commands(MainJob::launcher);
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
    return commands.execute(arguments);
  }

  private String config(String name, String yaml) throws IOException {
    return "--config=" + Files.writeString(directory.resolve(name), yaml);
  }

  private String said() {
    return out.toString().replace(directory + "/", "");
  }

  private String refused() {
    return errors.toString().replace(directory + "/", "");
  }

  @Test
  void whatDiffersFromTheDefaultsHasItsPlace() throws IOException {
    String first = config("a.yaml", "performance:\n  fixedSize: 60s\n  maxDelay: 120s\n");
    String second = config("b.yaml", "performance:\n  fixedSize: 2m\nserve: {hot: {maxAge: 2h}}\n");

    int code = run("config", first, second, "--healthSize=30s", "--changed");

    assertThat(refused(), is(""));
    assertThat(code, is(0));
    assertThat(
        said(),
        matchesPattern(
            "performance.fixedSize  2m   b.yaml:2\\s+--fixedSize\n"
                + "health.size            30s  command line\\s+--healthSize\n"
                + "serve.hot.maxAge       2h   b.yaml:3\\s+--hotMaxAge\n"
                + "configuration [0-9a-f]{8}: 3 of [0-9]+ settings differ from the defaults\n"));
  }

  @Test
  void theArgumentsOfAJobAreThoseOfItsRunner() throws IOException {
    String file =
        config(
            "a.yaml",
            "kafka: {bootstrapServers: [a:1, b:2]}\nserve: {hot: {maxAge: 2h}}\n"
                + "flink: {checkpointingInterval: 30s}\n");

    assertThat(run("config", "--arguments", file, "--fixedSize=1m"), is(0));
    assertThat(
        said(), is("--bootstrapServers=a:1,b:2\n--checkpointingInterval=30000\n--fixedSize=1m\n"));
    out.getBuffer().setLength(0);
    assertThat(run("config", "--arguments", "--runner=dataflow", file), is(0));
    assertThat(said(), is("--bootstrapServers=a:1,b:2\n"));
  }

  @Test
  void allSettingsAreListedWithTheirDefaults() {
    assertThat(run("config"), is(0));
    assertThat(said(), containsString("\nfeedback.sessionGap "));
    assertThat(said(), matchesPattern("(?s).*\npostgres.jdbcUrl +not set +default +--jdbcUrl\n.*"));
    assertThat(said(), matchesPattern("(?s).*\nflink.maxParallelism +128 +default .*"));
  }

  @Test
  void aPasswordIsNotPrinted() {
    assertThat(run("config", "--changed", "--jdbcUrl=jdbc:postgresql://h/d?password=hush"), is(0));
    assertThat(said(), containsString("jdbc:postgresql://h/d?password=***"));
    assertThat(said(), not(containsString("hush")));
  }

  @Test
  void allThatIsWrongIsSaidWithItsPlace() throws IOException {
    String file =
        config(
            "a.yaml",
            """
            performance:
              fixedSize: 5 min
              earlyEvry: 5s
            postgres:
              password: hush
              jdbcUrl: jdbc:postgresql://h/d?user=u&password=hush
            """);

    assertThat(run("config", file, "--fixdSize=1m", "--healthSize=0ms", "--hotMaxAge=x"), is(2));
    assertThat(
        refused(),
        is(
            """
            tidemark config: 7 things are wrong:
              a.yaml:2: performance.fixedSize is '5 min': it must be a duration from 1ms to 365d, or none; a duration is a whole number and a unit (ms, s, m, h or d), like 90s or 5m
              a.yaml:3: performance.earlyEvry is no setting: did you mean performance.earlyEvery?
              a.yaml:5: postgres.password is no setting: a secret is never in this file, but in one of its own: name it by postgres.jdbcPasswordFile
              a.yaml:6: postgres.jdbcUrl is '…': a password is never in this file, but in one of its own: name it by postgres.jdbcPasswordFile
              there is no option --fixdSize: did you mean --fixedSize?
              --healthSize=0ms: it must be a duration from 1ms to 365d
              --hotMaxAge=x: it must be a duration from 1ms; a duration is a whole number and a unit (ms, s, m, h or d), like 90s or 5m
            Try 'tidemark config --help'.
            """));
    assertThat(said(), is(""));
  }

  @Test
  void settingsThatDoNotGoTogetherAreSaidWithTheirPlaces() throws IOException {
    String file = config("a.yaml", "performance:\n  fixedSize: 5m\n  fixedOffset: 6m\n");
    String refusal =
        "a.yaml:3: performance.fixedOffset is '6m': it must be less than --fixedSize=5m"
            + " (a.yaml:2)\n";

    assertThat(run("config", file), is(2));
    assertThat(refused(), startsWith("tidemark config: " + refusal));
    assertThat(run("run", file, "--input=none"), is(2));
    assertThat(refused(), containsString("tidemark run: " + refusal));
  }

  @Test
  void aFileThatASettingNamesIsRead() throws IOException {
    String file = config("a.yaml", "\nperformance:\n  prices: none.json\n");

    assertThat(run("config", file), is(2));
    assertThat(
        refused(),
        startsWith("tidemark config: a.yaml:3: performance.prices: none.json cannot be"));
  }

  @Test
  void aServerOfAFileThatDoesNotAnswerIsNamed() throws IOException {
    String file = config("a.yaml", "kafka:\n  bootstrapServers: '127.0.0.1:1'\n");

    assertThat(run("run", "--runner=direct", file), is(1));
    assertThat(refused(), containsString("127.0.0.1:1"));
  }

  @Test
  void settingsOfFlinkAreForFlinkAlone() throws IOException {
    String file = config("a.yaml", "flink:\n  checkpointingInterval: 30s\n");

    assertThat(run("config", "--runner=direct", file), is(0));
    assertThat(run("config", "--runner=direct", "--checkpointingInterval=30000"), is(2));
    assertThat(
        refused(),
        startsWith(
            "tidemark config: --checkpointingInterval has no effect with --runner=direct: it is an"
                + " option of flink\n"));
  }

  @Test
  void aDurationOnTheCommandLineMayHaveAUnitWhereBeamTakesMilliseconds() {
    assertThat(run("config", "--changed", "--checkpointingInterval=30s"), is(0));
    assertThat(
        said(), startsWith("flink.checkpointingInterval  30s  command line  --checkpointingInt"));
  }

  @Test
  void commandsOfADatabaseTakeItFromTheFile() throws IOException {
    String file =
        config(
            "a.yaml",
            "postgres:\n  jdbcUrl: jdbc:postgresql://127.0.0.1:1/d\n  jdbcPasswordFile: none\n");
    for (String command : new String[] {"migrate", "retention", "computations list"}) {
      String[] arguments = (command + " " + file).split(" ");
      assertThat(command, run(arguments), is(2));
      assertThat(
          refused(),
          containsString(
              "tidemark "
                  + command
                  + ": a.yaml:3: postgres.jdbcPasswordFile is none: needed is a file that can be"
                  + " read\n"));
    }
  }

  @Test
  void checkTakesWhatItHasFromTheFile() throws IOException {
    Path record = Files.writeString(directory.resolve("r.jsonl"), "{\"long\": \"0123456789\"}\n");
    String file = config("a.yaml", "kafka:\n  bootstrapServers: h:1\n  maxRecordBytes: 10\n");

    assertThat(run("check", file, record.toString()), is(1));
    assertThat(said(), containsString("OVERSIZE"));
    out.getBuffer().setLength(0);
    assertThat(run("check", file, "--maxRecordBytes=100", record.toString()), is(1));
    assertThat(said(), not(containsString("OVERSIZE")));
  }

  @Test
  void backtestTakesThresholdsFromTheFile() throws IOException {
    String file = config("a.yaml", "anomaly:\n  warningZScore: 9\nflink: {parallelism: 2}\n");

    assertThat(run("backtest", file, "--input=x"), is(2));
    assertThat(
        refused(),
        startsWith(
            "tidemark backtest: --criticalZScore=5: it must be at least --warningZScore=9"
                + " (a.yaml:2)\n"));
  }
}

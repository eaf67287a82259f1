package io.tidemark.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.config.Values.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFilesTest {
  private static final Leaves LEAVES =
      Leaves.of(
          List.of(
              leaf("kafka.brokers", "brokers", list()),
              leaf("kafka.consumerFile", "consumerFile", Values.texts("a file", ".+")),
              leaf("windows.size", "windowSize", Values.durations()),
              leaf("windows.late", "windowLate", Values.durations()),
              leaf("serve.hot.maxBytes", "hotMaxBytes", Values.sizes()),
              leaf("serve.hot.maxAge", "hotMaxAge", Values.durations()),
              leaf("flink.every", "every", millis())));

  private static final String DURATION =
      "it must be a duration from 1ms; a duration is a whole number and a unit (ms, s, m, h or d),"
          + " like 90s or 5m";

  @TempDir Path directory;

  private static Leaf leaf(String path, String option, Values values) {
    return new Leaf(path, option, "It is for a test.", values, null);
  }

  private static Values list() {
    return with(Kind.LIST, UnaryOperator.identity());
  }

  private static Values millis() {
    return with(Kind.MILLIS, text -> Long.toString(Units.millis(text).orElse(-1)));
  }

  private static Values with(Kind kind, UnaryOperator<String> argument) {
    return new Values(
        kind,
        "a text",
        ".*",
        List.of(),
        text -> Optional.empty(),
        UnaryOperator.identity(),
        argument,
        false);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private ConfigFiles read(String text) throws IOException {
    return ConfigFiles.read(List.of(file("a.yaml", text)), LEAVES, Set.of());
  }

  /** The faults of a file, whose name is taken out. */
  private List<String> faults(String text) throws IOException {
    return read(text).faults().stream()
        .map(fault -> fault.substring(directory.toString().length() + 1))
        .toList();
  }

  private List<String> arguments(ConfigFiles files, String... commandLine) {
    return files.arguments(Set.of("brokers", "windowSize", "every"), List.of(commandLine));
  }

  @Test
  void aLeafIsAnArgumentBeforeTheCommandLine() throws IOException {
    ConfigFiles files =
        read("kafka:\n  brokers: [a:1, b:2]\nwindows: {size: 5m}\nflink: {every: 30s}\n");

    assertThat(files.faults(), empty());
    assertThat(
        arguments(files, "--other=1", "-x"),
        contains("--brokers=a:1,b:2", "--windowSize=5m", "--every=30000", "--other=1", "-x"));
  }

  @Test
  void theCommandLineWinsAndIsTakenAsAFileIs() throws IOException {
    ConfigFiles files = read("windows: {size: 5m}\nflink: {every: 30s}\n");

    assertThat(
        arguments(files, "--windowSize=1m", "--every=2m"),
        contains("--windowSize=1m", "--every=120000"));
    assertThat(arguments(files, "--windowSize"), contains("--every=30000", "--windowSize"));
    assertThat(
        "another option that begins so",
        arguments(files, "--windowSizes=1m"),
        contains("--windowSize=5m", "--every=30000", "--windowSizes=1m"));
  }

  @Test
  void aLaterFileWinsOverAnEarlierOne() throws IOException {
    String first = file("first.yaml", "windows:\n  size: 5m\n  late: 1m\n");
    String second = file("second.yaml", "\nwindows:\n  size: 2m\n");
    ConfigFiles files = ConfigFiles.read(List.of(first, second), LEAVES, Set.of());

    assertThat(files.of("windowSize").orElseThrow().value(), is("2m"));
    assertThat(files.of("windowSize").orElseThrow().place(), is(second + ":3"));
    assertThat(files.of("windowLate").orElseThrow().place(), is(first + ":3"));
  }

  @Test
  void anOptionThatTheCommandDoesNotHaveIsLeftOut() throws IOException {
    ConfigFiles files = read("windows: {size: 5m, late: 1m}\n");

    assertThat(arguments(files), contains("--windowSize=5m"));
  }

  @Test
  void aSectionOfOthersIsNotLookedAt() throws IOException {
    String file = file("a.yaml", "performance: {anything: [1, {}]}\nwindows: {size: 5m}\n");

    assertThat(ConfigFiles.read(List.of(file), LEAVES, Set.of("performance")).faults(), empty());
  }

  @Test
  void allThatIsWrongIsSaidAtOnceInItsOrder() throws IOException {
    assertThat(
        faults(
            """
            windows:
              size: 5 min
              sise: 5m
            serve:
              hot:
                maxBytes: 512
                maxAge: 1h
            """),
        contains(
            "a.yaml:2: windows.size is '5 min': " + DURATION,
            "a.yaml:3: windows.sise is no setting: did you mean windows.size?",
            "a.yaml:6: serve.hot.maxBytes is '512': it must be a size from 1 B; a size is a whole"
                + " number and a unit (B, KB, MB, GB or TB, each 1,024 of the one before), like"
                + " 512 MB"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "window: {size: 5m}          | 1: window is no section: did you mean windows?",
        "zzz: 1                      | 1: zzz is no section: allowed are kafka, windows, serve, flink",
        "windowSize: 5m              | 1: windowSize is no section: did you mean windows.size?",
        "kafka: {size: 5m}           | 1: kafka.size is no setting: did you mean windows.size?",
        "windows: {windowlate: 5m}   | 1: windows.windowlate is no setting: did you mean windows.late?",
        "windows: {xyz: 5m}          | 1: windows.xyz is no setting: allowed is size, late",
        "windows.size: 5m            | 1: windows.size has dots: write its last part indented below windows",
        "windows: 5m                 | 1: windows is '5m': needed are settings below it, of size, late",
        "windows: [5m]               | 1: windows is a list: needed are settings below it, of size, late",
        "windows: {[a]: 5m}          | 1: a name is a list or a mapping: needed is the name of a setting",
        "serve: {hot: {maxByte: 1}}  | 1: serve.hot.maxByte is no setting: did you mean serve.hot.maxBytes?",
        "kafka: {brokers: []}        | 1: kafka.brokers is an empty list: it must be a text. For the default, take it out",
        "kafka: {brokers: [a, [b]]}  | 1: kafka.brokers has an item that is empty, a list, or has a comma: allowed are texts",
        "kafka: {brokers: ['a,b']}   | 1: kafka.brokers has an item that is empty, a list, or has a comma: allowed are texts",
        "kafka: {brokers: {a: b}}    | 1: kafka.brokers has settings below it: it must be a text",
        "kafka: {brokers: !env X}    | 1: kafka.brokers has the tag !env: tags are not taken, take it out",
        "kafka: {brokers: ~}         | 1: kafka.brokers has no value: it must be a text. For the default, take it out",
        "kafka: {brokers: null}      | 1: kafka.brokers has no value: it must be a text. For the default, take it out",
        "kafka: {brokers: ''}        | 1: kafka.brokers has no value: it must be a text. For the default, take it out",
        "kafka: {brokers: }          | 1: kafka.brokers has no value: it must be a text. For the default, take it out",
      })
  void aMistakeIsNamedWithWhatIsAllowed(String yaml, String fault) throws IOException {
    assertThat(faults(yaml), contains("a.yaml:" + fault));
  }

  @Test
  void aListForASingleValueIsRefused() throws IOException {
    assertThat(
        faults("windows: {size: [5m]}"),
        contains(
            "a.yaml:1: windows.size is a list: " + DURATION + "; brackets of a text need quotes"));
  }

  @Test
  void aNameThatIsGivenTwiceIsRefused() throws IOException {
    assertThat(
        faults("windows:\n  size: 5m\nkafka: {brokers: a}\nwindows:\n  late: 1m\n"),
        contains("a.yaml:4: windows is given a second time, first in line 1: allowed is once"));
    assertThat(
        faults("windows:\n  size: 5m\n  size: 5m\n"),
        contains(
            "a.yaml:3: windows.size is given a second time, first in line 2: allowed is once"));
  }

  @Test
  void aSecretIsNotRepeatedAndTheFileForItIsNamed() throws IOException {
    assertThat(
        faults("kafka:\n  saslPassword: hush\n  token: hush\n"),
        contains(
            "a.yaml:2: kafka.saslPassword is no setting: a secret is never in this file, but in one"
                + " of its own: name it by kafka.consumerFile",
            "a.yaml:3: kafka.token is no setting: a secret is never in this file, but in one of its"
                + " own: name it by kafka.consumerFile"));
  }

  @Test
  void aSectionWithoutLinesSetsNothing() throws IOException {
    ConfigFiles files = read("windows:\n  # size: 5m\nkafka: {brokers: a}\n");

    assertThat(files.faults(), empty());
    assertThat(arguments(files), contains("--brokers=a"));
  }

  @Test
  void aFileThatCannotBeTakenIsNamed() throws IOException {
    String example = "needed is at least one, such as\n    performance:\n      fixedSize: 5m";
    assertThat(faults(""), contains("a.yaml: it has no settings: " + example));
    assertThat(faults("# size: 5m\n"), contains("a.yaml: it has no settings: " + example));
    assertThat(faults("{}"), contains("a.yaml: it has no settings: " + example));
    assertThat(
        faults("windows:\n\tsize: 5m\n"),
        contains("a.yaml:2: it has a tab where YAML takes spaces: indent with spaces"));
    assertThat(
        faults("windows: {size: 5m\nkafka:\n"),
        contains("a.yaml:2: it is no YAML: expected ',' or '}', but got :"));
    assertThat(
        faults("windows: {size: 5m}\n---\nwindows: {late: 5m}\n"),
        contains("a.yaml:3: a second document begins: allowed is one a file"));
    Files.write(directory.resolve("b.yaml"), "größe: 1".getBytes(StandardCharsets.ISO_8859_1));
    for (List<String> fault :
        List.of(
            List.of("b.yaml", "it is no text in UTF-8"),
            List.of("none.yaml", "there is no such file"),
            List.of(".", "it cannot be read: it is a directory"))) {
      String file = directory.resolve(fault.get(0)).toString();
      assertThat(
          ConfigFiles.read(List.of(file), LEAVES, Set.of()).faults(),
          contains(file + ": " + fault.get(1)));
    }
  }

  @Test
  void aMessageAboutAnOptionIsPlacedWhereTheFileGivesIt() throws IOException {
    ConfigFiles files = read("windows:\n  size: 5m\n  late: 9m\n");
    String place = directory.resolve("a.yaml").toString();

    assertThat(
        files.placed(
            "2 options are wrong:\n  --windowLate=9m: it must be less than --windowSize=5m\n"
                + "  --brokers=x: it must be y",
            List.of()),
        is(
            "2 options are wrong:\n  "
                + place
                + ":3: windows.late is '9m': it must be less than --windowSize=5m ("
                + place
                + ":2)\n  --brokers=x: it must be y"));
    assertThat(
        files.placed("--windowSize is 5m, which is long", List.of()),
        is(place + ":2: windows.size is 5m, which is long"));
    assertThat(
        "given on the command line",
        files.placed("--windowSize=5m: it is long", List.of("--windowSize=5m")),
        is("--windowSize=5m: it is long"));
  }

  @Test
  void twoLeavesOfOneOptionAreAMistakeOfTheProgram() {
    assertThrows(
        IllegalStateException.class,
        () ->
            Leaves.of(
                List.of(
                    leaf("a.size", "size", Values.sizes()),
                    leaf("b.size", "size", Values.sizes()))));
  }
}

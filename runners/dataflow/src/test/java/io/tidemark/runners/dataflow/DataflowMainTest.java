package io.tidemark.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataflowMainTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void anOptionOutOfRangeIsOneLineAndCode2() throws IOException {
    assertThat(run("--fixedSize=0s"), is(2));
    assertThat(
        printed(),
        is("tidemark: --fixedSize=0s: it must be a duration from 1ms to 365d, or none\n"));
  }

  @Test
  void anUnknownOptionIsCode2() throws IOException {
    assertThat(run("--fixdSize=5m"), is(2));
    assertThat(printed(), containsString("fixdSize"));
  }

  @Test
  void aTemplateThatCannotBeWrittenIsCode1() throws IOException {
    Files.createDirectory(folder.resolve("job.json"));
    assertThat(run("--fixedSize=5m"), is(1));
    assertThat(printed(), containsString("job.json"));
  }

  private int run(String last) throws IOException {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return DataflowMain.run(StagedJob.arguments(folder, last), stream);
  }

  private String printed() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

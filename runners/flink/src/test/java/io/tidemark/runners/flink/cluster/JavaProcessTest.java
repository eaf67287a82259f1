package io.tidemark.runners.flink.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class JavaProcessTest {

  @Test
  void endsWhenTheJvmThatStartedItIsKilled(@TempDir Path directory) throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                testClasses().toString(),
                Parent.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle child;
    try (BufferedReader out = parent.inputReader(StandardCharsets.UTF_8)) {
      child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertThat(child.isAlive(), is(true));
      parent.destroyForcibly().waitFor();
    }
    Await.until("end of " + child, Duration.ofSeconds(120), () -> !child.isAlive());
  }

  private static Path testClasses() throws Exception {
    return Path.of(
        JavaProcessTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Starts a process that would sleep for ever, says its id, and sleeps itself. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws InterruptedException {
      List<Path> classPath = List.of(Path.of(System.getProperty("java.class.path")));
      JavaProcess child =
          new JavaProcess(
              "sleeper", Path.of(args[0]), classPath, List.of(), List.of(Sleeper.class.getName()));
      child.start(List.of());
      System.out.println(child.pid());
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  /** Does nothing, for ever. */
  public static final class Sleeper {
    private Sleeper() {}

    public static void main(String[] args) throws InterruptedException {
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}

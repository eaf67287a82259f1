package io.tidemark.servers;

import io.tidemark.broker.WardenMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A temporary directory that ends with this process, as does every server that was started in it.
 *
 * <p>A small child process, the warden, waits for the end of a pipe that only this process has. The
 * pipe ends by {@link #close()}, and whenever this process dies. The warden then ends every process
 * that has a {@code .pid} file in the directory, and removes the directory.
 *
 * <p>Cost: one JVM of about 40 MB.
 */
public final class WorkDirectory implements AutoCloseable {
  private static final String PARENT = "tidemark.workDirectories";
  private static final long CLOSE_SECONDS = 20;

  private final Path path;
  private final Process warden;

  private WorkDirectory(Path path, Process warden) {
    this.path = path;
    this.warden = warden;
  }

  /**
   * Creates a new directory named {@code tidemark-…}, below the directory that the system property
   * {@value #PARENT} names, or below {@code java.io.tmpdir}. Whoever removes a temporary directory
   * when this process has ended names another: the warden finds by the files here what it has to
   * end.
   */
  public static WorkDirectory create() {
    try {
      Path path =
          Files.createTempDirectory(
              Path.of(System.getProperty(PARENT, System.getProperty("java.io.tmpdir"))),
              "tidemark-");
      return new WorkDirectory(path, startWarden(path));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a work directory", e);
    }
  }

  private static Process startWarden(Path path) throws IOException {
    List<String> arguments =
        List.of(
            "-Xmx32m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Installation.wardenClassPath(),
            WardenMain.class.getName(),
            path.toString());
    return Installation.java("INT HUP TERM", arguments)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Returns the path of the directory. */
  public Path path() {
    return path;
  }

  /**
   * Ends what still runs in the directory and removes it; returns when it is removed.
   *
   * @throws ServerFailure if that takes longer than 20 s
   */
  @Override
  public void close() {
    try {
      warden.getOutputStream().close();
      if (!warden.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        throw new ServerFailure(path + " was not removed within " + CLOSE_SECONDS + " s", null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

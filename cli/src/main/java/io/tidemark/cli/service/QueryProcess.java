package io.tidemark.cli.service;

import io.tidemark.config.ConfigFiles;
import io.tidemark.query.serve.Serve;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code tidemark serve} in a process of its own, on this machine only, which ends when this one
 * does.
 */
public final class QueryProcess implements AutoCloseable {
  private static final String NAME = "tidemark serve: ";
  private static final int USUAL_PORT = 8480;
  private static final long START_SECONDS = 30;
  private static final long STOP_SECONDS = 10;
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");

  private final Process process;
  private final CompletableFuture<String> url = new CompletableFuture<>();

  private QueryProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts the service, and returns when it answers.
   *
   * @param options of {@code tidemark serve}, without {@code --listen}
   * @param log the file of what it writes
   * @throws IOException if it does not start, with the reason that it gives
   */
  public static QueryProcess start(List<String> options, Path log) throws IOException {
    // Ctrl-C reaches every process of the terminal: this one ends when its parent says so.
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    command.addAll(java("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--endWithInput");
    command.add("--listen=127.0.0.1:" + (isFree(USUAL_PORT) ? USUAL_PORT : 0));
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    QueryProcess query = new QueryProcess(process);
    Thread reader = new Thread(() -> query.follow(log), "query-output");
    reader.setDaemon(true);
    reader.start();
    query.awaitStart(log);
    return query;
  }

  /** Runs the service with these options until it ends, and returns its exit code. */
  public static int run(List<String> options) throws IOException {
    List<String> command = new ArrayList<>(java("-Xmx1g", "-XX:+UseG1GC"));
    command.addAll(options);
    Process process = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process), "end-of-query"));
    return process.onExit().join().exitValue();
  }

  /** Returns where it answers, such as {@code http://127.0.0.1:8480}. */
  public String url() {
    return url.join();
  }

  /** Ends it in order, or kills it if that takes longer than 10 s. */
  @Override
  public void close() {
    end(process);
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitStart(Path log) throws IOException {
    try {
      url.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the query service started", e);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("the query service did not start: " + reason(log), e);
    }
  }

  /** Copies what the process writes to its log, and finds the line with its address. */
  private void follow(Path log) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        var out = Files.newBufferedWriter(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.write(line);
        out.newLine();
        out.flush();
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          url.complete(listening.group(1));
        }
      }
      url.completeExceptionally(new IOException("it ended"));
    } catch (IOException e) {
      url.completeExceptionally(e);
    }
  }

  /**
   * What it has said of itself in a line that begins with its name; otherwise what it said last.
   */
  private static String reason(Path log) throws IOException {
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    return lines.stream()
        .filter(line -> line.startsWith(NAME))
        .findFirst()
        .map(line -> line.substring(NAME.length()))
        .orElse(lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort() == port;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> java(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath(), Serve.class.getName()));
    return command;
  }

  /** The jar or the classes of the service, and its libraries, which no other process has. */
  private static String classPath() {
    Path own = location(Serve.class);
    Path libraries = own.resolveSibling("lib");
    if (!Files.isDirectory(libraries)) {
      throw new UncheckedIOException(
          new IOException(
              libraries + " does not exist: build it with ./mvnw -pl query -am process-resources"));
    }
    return String.join(
        File.pathSeparator,
        own.toString(),
        location(ConfigFiles.class).toString(),
        libraries + "/*");
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

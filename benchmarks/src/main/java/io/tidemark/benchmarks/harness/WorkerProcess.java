package io.tidemark.benchmarks.harness;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A {@link Worker} in a process of its own, started with the options of this one. */
final class WorkerProcess implements AutoCloseable {
  private static final long CLOSE_SECONDS = 20;
  private static final int START_MILLIS = 60_000;
  private static final int POLL_MILLIS = 200;

  private final Process process;
  private final ObjectOutputStream out;
  private final ObjectInputStream in;

  private WorkerProcess(Process process, Socket worker) throws IOException {
    this.process = process;
    this.out = new ObjectOutputStream(worker.getOutputStream());
    this.in = new ObjectInputStream(worker.getInputStream());
  }

  /** Of a side, or of the ceiling for null; its log goes to a file in the directory. */
  static WorkerProcess start(@Nullable SystemUnderTest side, String heap, Path directory)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-Xmx")) {
        command.add(option);
      }
    }
    // A virtual machine's first touch of a page can cost more than what is measured.
    command.addAll(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
    Path log = directory.resolve((side == null ? "CEILING" : side.name()) + ".log");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      command.add(String.valueOf(server.getLocalPort()));
      if (side != null) {
        command.add(side.name());
      }
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
              .start();
      return new WorkerProcess(process, accept(server, process, log));
    }
  }

  private static Socket accept(ServerSocket server, Process process, Path log) throws IOException {
    server.setSoTimeout(POLL_MILLIS);
    for (int waited = 0; waited < START_MILLIS; waited += POLL_MILLIS) {
      try {
        return server.accept();
      } catch (SocketTimeoutException notYet) {
        if (!process.isAlive()) {
          throw new IOException("a worker ended as it began: " + Files.readString(log).strip());
        }
      }
    }
    process.destroyForcibly();
    throw new IOException("a worker did not begin within " + START_MILLIS + " ms");
  }

  <T extends Serializable> T ask(Worker.Command command, Class<T> answer) {
    try {
      out.writeObject(command);
      out.flush();
      return answer.cast(in.readObject());
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("the worker ended; see its log", e);
    }
  }

  /** Lets the process end by itself, so that a flight recording is written, then makes it. */
  @Override
  public void close() {
    try {
      out.close();
      if (process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException alreadyGone) {
      // What matters is that it is, and that follows.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly().onExit().join();
  }
}

package io.tidemark.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An embedded server did not start, answer or stop. If it has a log, the message ends with the last
 * 20 lines of it.
 */
public final class ServerFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LINES = 20;

  ServerFailure(String message, Throwable cause) {
    super(message, cause);
  }

  static ServerFailure withLog(String message, Path log) {
    return new ServerFailure(message + "; the last lines of " + log + ":\n" + tail(log), null);
  }

  private static String tail(Path log) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}

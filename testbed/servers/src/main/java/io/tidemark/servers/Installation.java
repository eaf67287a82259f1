package io.tidemark.servers;

import io.tidemark.broker.BrokerMain;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the build has put what the servers run from: the class path of {@code testbed/broker}, and
 * a directory in {@code testbed/servers/target}.
 */
final class Installation {

  private Installation() {}

  /**
   * Returns the class path of the process of the broker.
   *
   * @throws ServerFailure if the build has not copied its libraries
   */
  static String brokerClassPath() {
    Path libraries = module().resolveSibling("broker").resolve("target/lib");
    if (!Files.isDirectory(libraries)) {
      throw new ServerFailure(
          libraries + " does not exist: build it with ./mvnw -pl testbed/broker process-resources",
          null);
    }
    return location(BrokerMain.class) + File.pathSeparator + libraries + "/*";
  }

  /** Returns the class path of the warden, which needs no library. */
  static String wardenClassPath() {
    return location(BrokerMain.class).toString();
  }

  /** Returns the directory into which PostgreSQL is unpacked once, for every later start. */
  static Path postgresql() {
    return module().resolve("target/postgresql");
  }

  /**
   * Returns a {@code java} process with these arguments.
   *
   * @param ignoredSignals names of signals that the process ignores, because Ctrl-C reaches all
   *     processes of a group
   */
  static ProcessBuilder java(String ignoredSignals, List<String> arguments) {
    ProcessBuilder process =
        new ProcessBuilder("sh", "-c", "trap '' " + ignoredSignals + "; exec \"$@\"", "sh");
    process.command().add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    process.command().addAll(arguments);
    return process;
  }

  private static Path module() {
    for (Path p = location(Installation.class); p != null; p = p.getParent()) {
      if (p.endsWith("target")) {
        return p.getParent();
      }
    }
    throw new ServerFailure(
        "cannot tell where the broker's libraries are: "
            + location(Installation.class)
            + " is not in a target directory of the build",
        null);
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

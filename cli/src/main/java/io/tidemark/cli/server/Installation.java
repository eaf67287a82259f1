package io.tidemark.cli.server;

import io.tidemark.broker.BrokerMain;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the build has put what the servers and Flink run from.
 *
 * <p>The system property {@value #HOME} names the {@code cli} directory; without it, it is found
 * from where this class was loaded: {@code cli/target/…}.
 */
public final class Installation {
  static final String HOME = "tidemark.cli.home";

  private Installation() {}

  /** The class path of the broker's own process. */
  static String brokerClassPath() {
    Path libraries = home().resolve("broker/target/lib");
    if (!Files.isDirectory(libraries)) {
      throw new ServerFailure(
          libraries + " does not exist: build it with ./mvnw -pl cli/broker process-resources",
          null);
    }
    return location(BrokerMain.class) + File.pathSeparator + libraries + "/*";
  }

  /** The class path of the warden: one class, no library. */
  static String wardenClassPath() {
    return location(BrokerMain.class).toString();
  }

  /** Where PostgreSQL is unpacked once, to be used by every later start. */
  static Path postgresql() {
    return home().resolve("target/postgresql");
  }

  /** Settings for Flink that Beam has no options for. */
  public static Path flinkSettings() {
    return home().resolve("flink");
  }

  /** {@code java} with these arguments, deaf to the signals given: Ctrl-C reaches a whole group. */
  static ProcessBuilder java(String deafTo, List<String> arguments) {
    ProcessBuilder process =
        new ProcessBuilder("sh", "-c", "trap '' " + deafTo + "; exec \"$@\"", "sh");
    process.command().add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    process.command().addAll(arguments);
    return process;
  }

  private static Path home() {
    String home = System.getProperty(HOME);
    if (home != null) {
      return Path.of(home).toAbsolutePath();
    }
    for (Path p = location(Installation.class); p != null; p = p.getParent()) {
      if (p.endsWith("target")) {
        return p.getParent();
      }
    }
    throw new ServerFailure(
        "cannot tell where the broker and the settings are: set -D"
            + HOME
            + " to the cli directory of the build",
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

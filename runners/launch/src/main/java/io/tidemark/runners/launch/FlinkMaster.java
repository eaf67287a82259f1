package io.tidemark.runners.launch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.flink.configuration.RestOptions;

/**
 * The cluster that {@code --flinkMaster} names.
 *
 * <p>One file is sent to it, the bundle of {@code runners/flink}, rather than the class path of the
 * command line with its broker and database. The address is tried once before, because the Flink
 * client repeats a refused connection for a minute.
 *
 * @param given the value of the option
 * @param host the host of the JobManager
 * @param port its REST port; Flink's default if the option has none
 */
record FlinkMaster(String given, String host, int port) {
  private static final Set<String> EMBEDDED = Set.of("[auto]", "[local]", "[collection]");
  private static final String BUNDLE = "tidemark-runner-flink-*-bundle.jar";

  /** Returns whether the job runs on a Flink in this process. */
  static boolean isEmbedded(FlinkPipelineOptions options) {
    return EMBEDDED.contains(options.getFlinkMaster());
  }

  /**
   * Parses the option.
   *
   * @throws UsageException if it is no address
   */
  static FlinkMaster of(FlinkPipelineOptions options) {
    String given = options.getFlinkMaster();
    try {
      URI address = new URI(given.contains("://") ? given : "http://" + given);
      if (address.getHost() == null) {
        throw new URISyntaxException(given, "no host");
      }
      int port = address.getPort() < 0 ? RestOptions.PORT.defaultValue() : address.getPort();
      return new FlinkMaster(given, address.getHost(), port);
    } catch (URISyntaxException e) {
      throw new UsageException(
          "--flinkMaster is '"
              + given
              + "': allowed are HOST:PORT of a JobManager, [local], [auto]",
          e);
    }
  }

  /**
   * Names the bundle as what the cluster needs, unless the user has named files.
   *
   * @throws IllegalStateException if there is not exactly one bundle
   */
  static void stageBundle(FlinkPipelineOptions options) {
    if (options.getFilesToStage() == null || options.getFilesToStage().isEmpty()) {
      options.setFilesToStage(List.of(bundle().toString()));
    }
  }

  private static Path bundle() {
    Path directory = FlinkModule.built().getParent();
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> bundles = Files.newDirectoryStream(directory, BUNDLE)) {
      bundles.forEach(found::add);
    } catch (IOException e) {
      throw new IllegalStateException("cannot look for " + BUNDLE + " in " + directory, e);
    }
    if (found.size() != 1) {
      throw new IllegalStateException(
          "the cluster is sent one "
              + directory.resolve(BUNDLE)
              + ", but there are "
              + found.size()
              + ": build it with ./mvnw -DskipTests package -pl runners/flink -am,"
              + " or name one with --filesToStage");
    }
    return found.get(0);
  }

  /**
   * Tries to connect.
   *
   * @throws IllegalStateException if nobody listens there
   */
  void knock() {
    ServerCheck.checkOneAnswers(
        "JobManager", List.of(new InetSocketAddress(host, port)), "--flinkMaster=" + given);
  }
}

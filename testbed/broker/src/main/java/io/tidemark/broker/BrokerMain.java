package io.tidemark.broker;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * A Kafka broker of one node (KRaft) that ends with its parent process.
 *
 * <p>Arguments: the id of the cluster, the directory of its data, and the path of {@code
 * server.properties}. The directory is formatted at the first start and kept at later ones.
 */
public final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] args) {
    if (args.length != 3) {
      System.err.println("expected CLUSTER_ID LOG_DIRECTORY PROPERTIES, got " + args.length);
      System.exit(2);
    }
    haltWithParent();
    if (!Files.exists(Path.of(args[1], "meta.properties"))) {
      format(args[0], args[2]);
    }
    Kafka.main(new String[] {args[2]});
  }

  /** Halts without a clean shutdown, because nobody is left who would read the data. */
  private static void haltWithParent() {
    Thread watch =
        new Thread(
            () -> {
              StandardInput.awaitEnd();
              Runtime.getRuntime().halt(0);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void format(String clusterId, String properties) {
    String[] arguments = {"format", "-t", clusterId, "-c", new File(properties).getPath()};
    int status = StorageTool.execute(arguments, System.out);
    if (status != 0) {
      System.err.println("formatting the storage of " + properties + " failed with " + status);
      System.exit(1);
    }
  }
}

package io.tidemark.cli.command;

import io.tidemark.runners.launch.UsageException;
import io.tidemark.traffic.output.KafkaWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import picocli.CommandLine.Option;

/** The options of every command that writes to Kafka. */
final class KafkaTarget {
  private static final int MOST_PARTITIONS = 10_000;

  @Option(
      names = {"--bootstrapServers", "--bootstrap-servers"},
      paramLabel = "HOST:PORT[,…]",
      description = "The brokers of the Kafka cluster whose topics are written to.")
  String bootstrapServers;

  @Option(
      names = "--producerConfigFile",
      paramLabel = "FILE",
      description =
          "A file of Kafka producer properties, such as SASL and SSL, so that no secret appears in"
              + " the list of processes.")
  Path producerConfigFile;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "The number of partitions of a topic that has to be created, 1 to 10000. Default:"
              + " ${DEFAULT-VALUE}.")
  int partitions;

  KafkaWriter open() throws IOException {
    if (partitions < 1 || partitions > MOST_PARTITIONS) {
      throw new UsageException(
          "--partitions is " + partitions + ": allowed is 1 to " + MOST_PARTITIONS);
    }
    Properties properties = properties("--producerConfigFile", producerConfigFile);
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return KafkaWriter.open(properties, partitions);
  }

  /**
   * Reads the properties of a client.
   *
   * @param option that names the file
   * @param file null for no properties
   * @throws UsageException if the file cannot be read
   */
  static Properties properties(String option, Path file) throws IOException {
    Properties properties = new Properties();
    if (file != null) {
      if (!Files.isReadable(file)) {
        throw new UsageException(option + " is " + file + ": needed is a file that can be read");
      }
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
    }
    return properties;
  }
}

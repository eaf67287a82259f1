package io.tidemark.query.serve;

import io.tidemark.query.row.Stream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a service reads, how much it holds, and whom it answers.
 *
 * @param host the address to listen on
 * @param port 0 for any that is free
 * @param kafka null for none: then everything is read from the database
 * @param database null for none: then only what the topics still have is served
 * @param inputs the topics that the job reads, by the stream of windows that they can hold back
 * @param hotMaxBytes the most bytes of rows in memory
 * @param hotMaxAge event time after the end of a window for which its row is held in memory
 * @param warm null for no tier on disk
 * @param tokenFile who may do what; null where nobody else can connect
 * @param allowedOrigins web pages of other origins that may read answers
 * @param tls null for plain HTTP
 */
record Settings(
    String host,
    int port,
    @Nullable Kafka kafka,
    @Nullable Database database,
    Map<Stream, Set<String>> inputs,
    long hotMaxBytes,
    Duration hotMaxAge,
    @Nullable Warm warm,
    @Nullable Path tokenFile,
    List<String> allowedOrigins,
    @Nullable Tls tls) {

  /**
   * The brokers.
   *
   * @param topicPrefix the first part of the names of the topics
   * @param consumerProperties a file with more settings of consumers; null for none
   * @param producerProperties a file with more settings of the producer of redrives; null for none
   */
  record Kafka(
      String bootstrapServers,
      String topicPrefix,
      @Nullable Path consumerProperties,
      @Nullable Path producerProperties) {}

  /**
   * The database.
   *
   * @param user null if the URL has it, as is the password file
   */
  record Database(String jdbcUrl, @Nullable String user, @Nullable Path passwordFile) {}

  /**
   * The tier on disk.
   *
   * @param maxAge event time since the start of a window
   */
  record Warm(Path path, long maxBytes, Duration maxAge) {}

  /** PEM files. */
  record Tls(Path certificate, Path key) {}
}

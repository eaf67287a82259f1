package io.tidemark.servers;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The broker and the database of one demo or test, which start side by side and end together. */
public final class LocalServers implements AutoCloseable {
  private final WorkDirectory directory;
  private final EmbeddedKafka kafka;
  private final EmbeddedPostgresql postgresql;

  private LocalServers(
      WorkDirectory directory, EmbeddedKafka kafka, EmbeddedPostgresql postgresql) {
    this.directory = directory;
    this.kafka = kafka;
    this.postgresql = postgresql;
  }

  /**
   * Starts both and returns when they answer. If one fails, the other is ended and the failure is
   * thrown.
   */
  public static LocalServers start() {
    WorkDirectory directory = WorkDirectory.create();
    CompletableFuture<EmbeddedKafka> kafka =
        CompletableFuture.supplyAsync(() -> EmbeddedKafka.start(directory));
    CompletableFuture<EmbeddedPostgresql> postgresql =
        CompletableFuture.supplyAsync(() -> EmbeddedPostgresql.start(directory));
    try {
      CompletableFuture.allOf(kafka, postgresql).join();
      return new LocalServers(directory, kafka.join(), postgresql.join());
    } catch (CompletionException e) {
      directory.close();
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Returns the broker. */
  public EmbeddedKafka kafka() {
    return kafka;
  }

  /** Returns the database. */
  public EmbeddedPostgresql postgresql() {
    return postgresql;
  }

  /** Returns the directory with the data and logs of both, which is removed by {@link #close()}. */
  public WorkDirectory directory() {
    return directory;
  }

  @Override
  public void close() {
    try (directory;
        postgresql;
        kafka) {
      // Resources are closed in reverse order: the broker, the database, then their directory.
    }
  }
}

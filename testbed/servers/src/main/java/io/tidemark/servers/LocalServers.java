package io.tidemark.servers;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Broker and database of one demo or test, started side by side, ended together. */
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

  /** Returns when both answer; when one fails, the other is ended and the failure is thrown. */
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

  public EmbeddedKafka kafka() {
    return kafka;
  }

  public EmbeddedPostgresql postgresql() {
    return postgresql;
  }

  /** Where both keep data and logs; gone after {@link #close()}. */
  public WorkDirectory directory() {
    return directory;
  }

  @Override
  public void close() {
    try (directory;
        postgresql;
        kafka) {
      // Closed in reverse: the broker, the database, then the directory they live in.
    }
  }
}

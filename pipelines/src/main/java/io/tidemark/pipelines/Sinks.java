package io.tidemark.pipelines;

import io.tidemark.change.Change;
import io.tidemark.changelog.Changelog;
import io.tidemark.firing.Firing;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.options.Delivery;
import io.tidemark.pipelines.options.History;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.sink.kafka.WithdrawRows;
import io.tidemark.pipelines.sink.kafka.WriteChangelog;
import io.tidemark.pipelines.sink.kafka.WriteDeadLettersToKafka;
import io.tidemark.pipelines.sink.kafka.WriteLatest;
import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
import io.tidemark.pipelines.sink.postgres.JdbcConfig;
import io.tidemark.pipelines.sink.postgres.SessionSpan;
import io.tidemark.pipelines.sink.postgres.WriteDeadLetters;
import io.tidemark.pipelines.sink.postgres.WriteRows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * Where changes and dead letters go: to PostgreSQL, to Kafka, or to both.
 *
 * @param database null for no database
 * @param kafka null for no topics
 * @param topicPrefix the first part of the names of topics
 * @param delivery how often a reader of a topic sees each record
 * @param history which revisions of rows the database keeps
 * @param keptBefore rows of windows with lower versions, in microseconds of processing time, are of
 *     earlier runs and not replaced by others; 0 if they are
 */
record Sinks(
    @Nullable JdbcConfig database,
    @Nullable KafkaConfig kafka,
    String topicPrefix,
    Delivery delivery,
    History history,
    long keptBefore) {

  /** Returns the sinks that the options name. */
  static Sinks from(TidemarkOptions options) {
    JdbcConfig database =
        options.getJdbcUrl() == null
            ? null
            : JdbcConfig.of(options.getJdbcUrl())
                .withUser(options.getJdbcUser())
                .withPasswordFile(options.getJdbcPasswordFile());
    KafkaConfig kafka =
        options.getBootstrapServers() == null || !options.getPublishChangelog()
            ? null
            : KafkaConfig.of(options.getBootstrapServers())
                .withPropertiesFile(options.getProducerConfigFile())
                .withLargestValue(options.getMaxRecordBytes());
    boolean keepsRows = options.getInput() != null && !options.getReplaceRows();
    return new Sinks(
        database,
        kafka,
        options.getOutputTopicPrefix(),
        options.getChangelogDelivery(),
        options.getHistory(),
        keepsRows ? ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) : 0);
  }

  /**
   * Writes the changelog of a windowing to its table, how far it is written there, and, with the
   * rows before and after each change, to its topic. Returns the rows that the database refuses;
   * without a database there are none.
   */
  <O> List<PCollection<DeadLetter>> write(
      String name,
      Changelog.Result<SeriesKey, ?, O> windows,
      String windowing,
      Table<O> table,
      Firing firing) {
    return write(
        name,
        windows,
        windowing,
        table,
        rows -> rows.withProgress(Duration.millis(firing.allowedLatenessMillis())));
  }

  /**
   * Writes the changelog of sessions likewise. Their rows also delete those that other sessions of
   * the same events have left from before a crash, and these are withdrawn from the topic, too.
   */
  <O> List<PCollection<DeadLetter>> writeSessions(
      String name,
      Changelog.Result<SeriesKey, ?, O> windows,
      String windowing,
      Table<O> table,
      Firing firing,
      SessionSpan sessions) {
    Duration changesFor = sessions.changesFor(Duration.millis(firing.allowedLatenessMillis()));
    return write(
        name,
        windows,
        windowing,
        table,
        rows -> rows.withSessions(sessions).withProgress(changesFor));
  }

  private <O> List<PCollection<DeadLetter>> write(
      String name,
      Changelog.Result<SeriesKey, ?, O> windows,
      String windowing,
      Table<O> table,
      UnaryOperator<WriteRows<O>> configure) {
    if (kafka != null) {
      windows
          .revisions(windowing)
          .apply(
              "Publish" + step(name),
              WriteChangelog.to(table, topic(name), kafka).withDelivery(delivery));
    }
    return database == null
        ? List.of()
        : store(
            name,
            windows.changes(windowing),
            table,
            configure.apply(rows(table, database).withRowsKeptFromBefore(keptBefore)));
  }

  /**
   * Writes changes to their table, and the current row after each change to their topic. Returns
   * the rows that the database refuses.
   *
   * @param absent rows that an attempt that was lost may have written and that must not be: a
   *     deletion of each, before any change of it
   * @param keep event time after the end of a window during which its row may still change
   */
  <O> List<PCollection<DeadLetter>> writeLatest(
      String name,
      PCollection<KV<SeriesKey, Change<O>>> changes,
      PCollection<KV<SeriesKey, Change<O>>> absent,
      Table<O> table,
      Duration keep) {
    PCollection<KV<SeriesKey, Change<O>>> rows =
        PCollectionList.of(changes)
            .and(absent)
            .apply("FlattenRowsOf" + step(name), Flatten.pCollections());
    if (kafka != null) {
      rows.apply(
          "Publish" + step(name),
          WriteLatest.to(table, topic(name), kafka).withKeep(keep).withDelivery(delivery));
    }
    return database == null ? List.of() : store(name, rows, table, rows(table, database));
  }

  private <O> WriteRows<O> rows(Table<O> table, JdbcConfig database) {
    return WriteRows.to(table, database).withHistory(history);
  }

  private String topic(String name) {
    return topicPrefix + "." + name;
  }

  private <O> List<PCollection<DeadLetter>> store(
      String name,
      PCollection<KV<SeriesKey, Change<O>>> changes,
      Table<O> table,
      WriteRows<O> rows) {
    PCollectionTuple written = changes.apply("Write" + step(name), rows);
    if (rows.deletesStaleRows() && kafka != null && delivery == Delivery.AT_LEAST_ONCE) {
      written
          .get(WriteRows.STALE)
          .apply("Withdraw" + step(name), WithdrawRows.from(table, topic(name), kafka));
    }
    return List.of(written.get(WriteRows.REJECTED));
  }

  private static String step(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** Writes dead letters to their table and their topic, as soon as they are final. */
  void writeDeadLetters(PCollection<DeadLetter> letters) {
    PCollection<DeadLetter> finals =
        letters.isBounded() == IsBounded.BOUNDED
            ? letters
            : letters.apply("AwaitFinality", new AwaitFinality());
    if (database != null) {
      finals.apply("WriteDeadLetters", WriteDeadLetters.to(database));
    }
    if (kafka != null) {
      // Exactly once waits for a checkpoint by itself.
      (delivery == Delivery.EXACTLY_ONCE ? letters : finals)
          .apply(
              "PublishDeadLetters",
              WriteDeadLettersToKafka.to(topicPrefix + ".dead-letters", kafka)
                  .withDelivery(delivery));
    }
  }
}

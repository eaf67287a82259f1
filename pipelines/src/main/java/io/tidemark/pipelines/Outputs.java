package io.tidemark.pipelines;

import io.tidemark.changelog.Change;
import io.tidemark.deadletter.DeadLetter;
import io.tidemark.deadletter.DeadLetterCoder;
import io.tidemark.firing.Firing;
import io.tidemark.pipelines.changelog.Delivery;
import io.tidemark.pipelines.changelog.KafkaConfig;
import io.tidemark.pipelines.changelog.WriteChangelog;
import io.tidemark.pipelines.changelog.WriteDeadLettersToKafka;
import io.tidemark.pipelines.durable.AwaitDurable;
import io.tidemark.pipelines.postgres.JdbcConfig;
import io.tidemark.pipelines.postgres.SessionSpan;
import io.tidemark.pipelines.postgres.Table;
import io.tidemark.pipelines.postgres.WriteDeadLetters;
import io.tidemark.pipelines.postgres.WriteRows;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * Where changes and dead letters go: PostgreSQL, Kafka, or both.
 *
 * @param database null for no database
 * @param kafka null for no topics
 * @param topicPrefix first part of the topics' names
 * @param delivery how often a reader of a topic sees each record
 */
record Outputs(
    @Nullable JdbcConfig database,
    @Nullable KafkaConfig kafka,
    String topicPrefix,
    Delivery delivery) {

  static Outputs from(TidemarkOptions options) {
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
                .withPropertiesFile(options.getProducerConfigFile());
    return new Outputs(
        database, kafka, options.getOutputTopicPrefix(), options.getChangelogDelivery());
  }

  /**
   * Writes a changelog to its table and, with the rows before and after each change, to its topic;
   * rows that the database refuses come back.
   */
  <O> PCollection<DeadLetter> write(
      String name, PCollection<KV<SeriesKey, Change<O>>> changes, Table<O> table, Firing firing) {
    publish(name, changes, firing, WriteChangelog::to, table);
    return store(name, changes, table, UnaryOperator.identity());
  }

  /** The same for sessions, whose rows also remove what was left over from before a crash. */
  <O> PCollection<DeadLetter> writeSessions(
      String name,
      PCollection<KV<SeriesKey, Change<O>>> changes,
      Table<O> table,
      Firing firing,
      SessionSpan sessions) {
    publish(name, changes, firing, WriteChangelog::to, table);
    return store(name, changes, table, rows -> rows.withSessions(sessions));
  }

  /** The same, but publishes only the row that stands after each change. */
  <O> PCollection<DeadLetter> writeLatest(
      String name, PCollection<KV<SeriesKey, Change<O>>> changes, Table<O> table, Firing firing) {
    publish(name, changes, firing, WriteChangelog::latest, table);
    return store(name, changes, table, UnaryOperator.identity());
  }

  private <O> void publish(
      String name,
      PCollection<KV<SeriesKey, Change<O>>> changes,
      Firing firing,
      Form<O> form,
      Table<O> table) {
    if (kafka != null) {
      changes.apply(
          "Publish" + step(name),
          form.write(table, topicPrefix + "." + name, kafka)
              .withKeep(Duration.millis(firing.allowedLatenessMillis()))
              .withDelivery(delivery));
    }
  }

  private <O> PCollection<DeadLetter> store(
      String name,
      PCollection<KV<SeriesKey, Change<O>>> changes,
      Table<O> table,
      UnaryOperator<WriteRows<O>> configure) {
    if (database == null) {
      return changes.getPipeline().apply("Reject" + step(name), Create.empty(DeadLetterCoder.of()));
    }
    return changes.apply("Write" + step(name), configure.apply(WriteRows.to(table, database)));
  }

  private static String step(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private interface Form<O> {
    WriteChangelog<O> write(Table<O> table, String topic, KafkaConfig kafka);
  }

  /**
   * Writes dead letters to their table and their topic, those of a stream once they are durable.
   * Whether an event is late hangs on how far the watermark was; a replay after a crash may find it
   * in time, and a letter written before would then stand beside the row that counts the event.
   */
  void writeDeadLetters(PCollection<DeadLetter> letters) {
    PCollection<DeadLetter> finals =
        letters.isBounded() == IsBounded.BOUNDED
            ? letters
            : letters.apply("AwaitCheckpoint", AwaitDurable.by(letter -> letter.id().hashCode()));
    if (database != null) {
      finals.apply("WriteDeadLetters", WriteDeadLetters.to(database));
    }
    if (kafka != null) {
      // Exactly once waits by itself.
      (delivery == Delivery.EXACTLY_ONCE ? letters : finals)
          .apply(
              "PublishDeadLetters",
              WriteDeadLettersToKafka.to(topicPrefix + ".dead-letters", kafka)
                  .withDelivery(delivery));
    }
  }
}

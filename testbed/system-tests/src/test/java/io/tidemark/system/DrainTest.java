package io.tidemark.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.checkpoint.AwaitCheckpoint;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.options.Delivery;
import io.tidemark.pipelines.sink.kafka.WriteDeadLettersToKafka;
import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
import io.tidemark.runners.flink.FlinkProfile;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

/**
 * A job that publishes only what a checkpoint has, and is drained before there was one: everything
 * must be published all the same, once.
 */
class DrainTest {
  private static final int ENOUGH = 500;

  /** What was made in the tasks, which run in this process. */
  private static final List<String> MADE = Collections.synchronizedList(new ArrayList<>());

  @Test
  void whatWaitsForACheckpointIsPublishedWhenTheJobIsDrained() throws Exception {
    try (WorkDirectory directory = WorkDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        LocalCluster cluster = LocalCluster.start(2, 2)) {
      kafka.createTopic("once.dead-letters", StreamRun.PARTITIONS);
      kafka.createTopic("durable.dead-letters", StreamRun.PARTITIONS);
      FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
      options.setRunner(FlinkRunner.class);
      options.setStreaming(true);
      options.setAttachedMode(false);
      options.setFlinkMaster(cluster.master());
      options.setFilesToStage(List.of(LocalCluster.nothingToStage(directory.path()).toString()));
      options.setParallelism(2);
      options.setCheckpointingInterval(Duration.ofHours(1).toMillis());
      FlinkProfile.applyDefaults(options);
      Pipeline pipeline = Pipeline.create(options);
      PCollection<DeadLetter> letters =
          pipeline
              .apply(
                  GenerateSequence.from(0).withRate(200, org.joda.time.Duration.standardSeconds(1)))
              .apply(ParDo.of(new MakeLetterFn()))
              .setCoder(DeadLetterCoder.of());
      KafkaConfig config = KafkaConfig.of(kafka.bootstrapServers());
      letters.apply(
          "Once",
          WriteDeadLettersToKafka.to("once.dead-letters", config)
              .withDelivery(Delivery.EXACTLY_ONCE));
      letters
          .apply("Await", AwaitCheckpoint.by(letter -> letter.id().hashCode()))
          .apply("Durable", WriteDeadLettersToKafka.to("durable.dead-letters", config));
      pipeline.run();
      Deadline.in(Duration.ofMinutes(2))
          .await(() -> MADE.size() < ENOUGH ? MADE.size() + " letters" : "");
      assertThat(published(kafka, "once"), is(List.of()));
      assertThat(published(kafka, "durable"), is(List.of()));

      cluster.drain(directory.path().resolve("savepoints"));

      List<String> made = MADE.stream().sorted().toList();
      assertThat(published(kafka, "once"), is(made));
      assertThat(published(kafka, "durable"), is(made));
    }
  }

  /**
   * Returns the originals of the dead letters in {@code prefix.dead-letters}, and checks that none
   * is there twice.
   */
  private static List<String> published(EmbeddedKafka kafka, String prefix) {
    Published published = new Published(kafka.bootstrapServers(), prefix);
    List<String> originals =
        published.deadLetters().values().stream()
            .map(letter -> new String(HexFormat.of().parseHex(letter.originalHex()), UTF_8))
            .sorted()
            .toList();
    assertThat(published.size("dead-letters"), is(originals.size()));
    return originals;
  }

  private static final class MakeLetterFn extends DoFn<Long, DeadLetter> {
    @ProcessElement
    public void make(@Element Long number, OutputReceiver<DeadLetter> letters) {
      MADE.add(number.toString());
      byte[] original = number.toString().getBytes(UTF_8);
      letters.output(
          new DeadLetter(Reason.MALFORMED, "Step", "error", original, null, "topic", 0, number, 0));
    }
  }
}

package io.tidemark.pipelines.source.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

class ReadKafkaTest {

  @Test
  void nothingConnectsWhileThePipelineIsBuilt() {
    PCollection<List<DecodedRecord>> received =
        Pipeline.create().apply("Read", ReadKafka.topicOf(StreamRole.HEALTH));
    assertThat(received.getCoder(), is(ListCoder.of(DecodedRecordCoder.of())));
    assertThat(received.isBounded(), is(PCollection.IsBounded.UNBOUNDED));
  }

  @Test
  void sourceStoresOnlyItsStreamAndItsPart() {
    List<KafkaSource> splits =
        new KafkaSource(StreamRole.FEEDBACK).split(128, PipelineOptionsFactory.create());
    assertThat(splits.size(), is(32));
    byte[] bytes = SerializableUtils.serializeToByteArray(splits.get(3));
    assertThat(bytes.length, is(lessThan(400)));
    assertThat(SerializableUtils.deserializeFromByteArray(bytes, "a source"), is(splits.get(3)));
    assertThat(splits.get(3).toString(), is("FEEDBACK 3/32"));
  }

  @Test
  void splitIsNotSplitAgain() {
    KafkaSource split =
        new KafkaSource(StreamRole.FEEDBACK).split(2, PipelineOptionsFactory.create()).get(1);
    assertThat(split.split(4, PipelineOptionsFactory.create()), is(List.of(split)));
  }
}

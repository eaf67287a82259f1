package io.tidemark.pipelines.source.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class KafkaMarkCoderTest {
  private static final PartitionMark PARTITION =
      new PartitionMark(1L << 40, PartitionWatermark.MIN_MILLIS, -1, 1L << 41, 0, -1, 300);

  @Test
  void markIsReadAsItWasWritten() throws Exception {
    for (Long resumed : new Long[] {null, PartitionWatermark.MIN_MILLIS, 1_767_614_400_000L}) {
      CoderProperties.coderDecodeEncodeEqual(
          KafkaMarkCoder.of(),
          new KafkaMark(
              true, resumed, new TreeMap<>(Map.of(0, PARTITION, 64, PARTITION)), durable -> {}));
    }
    CoderProperties.coderSerializable(KafkaMarkCoder.of());
  }

  @Test
  void markOfReaderThatKnowsNothingIsShort() throws Exception {
    KafkaMark mark = new KafkaMark(false, null, new TreeMap<>(), durable -> {});
    byte[] bytes = CoderUtils.encodeToByteArray(KafkaMarkCoder.of(), mark);
    assertThat(bytes, is(new byte[] {1, 0, 0, 0}));
    assertThat(CoderUtils.decodeFromByteArray(KafkaMarkCoder.of(), bytes).known(), is(false));
  }
}

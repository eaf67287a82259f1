package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.record.DecodedRecord;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.io.kafka.TimestampPolicyFactory;
import org.apache.kafka.common.TopicPartition;
import org.joda.time.Instant;

/** Makes the {@link EventTimePolicy} of each partition of one read. */
final class EventTimePolicyFactory implements TimestampPolicyFactory<Void, List<DecodedRecord>> {
  private static final long serialVersionUID = 1L;

  private final String readId = UUID.randomUUID().toString();
  private final WatermarkLimits limits;
  private final FutureLimit futureLimit;

  EventTimePolicyFactory(WatermarkLimits limits, FutureLimit futureLimit) {
    this.limits = limits;
    this.futureLimit = futureLimit;
  }

  @Override
  public EventTimePolicy createTimestampPolicy(
      TopicPartition partition, Optional<Instant> previousWatermark) {
    return createTimestampPolicy(partition, previousWatermark, System::currentTimeMillis);
  }

  EventTimePolicy createTimestampPolicy(
      TopicPartition partition, Optional<Instant> previousWatermark, LongSupplier clock) {
    PartitionActivity activity =
        PartitionActivity.resume(
            readId, partition, previousWatermark.map(Instant::getMillis), clock.getAsLong());
    return new EventTimePolicy(limits, futureLimit, activity, clock);
  }
}

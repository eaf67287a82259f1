package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The topic of a stream, or the partitions of it that one reader reads. Runners store it in
 * savepoints, so it holds nothing but which stream and which part: brokers, topic and everything
 * else come from the options of the run that makes a reader.
 *
 * <p>Partition {@code p} belongs to split {@code p mod splits}, whether it exists already or is
 * added while the job runs.
 */
final class KafkaSource extends UnboundedSource<List<DecodedRecord>, KafkaMark> {
  private static final long serialVersionUID = 1L;

  /** A topic is read by at most so many tasks. A split without partitions costs next to nothing. */
  private static final int MOST_SPLITS = 32;

  private final StreamRole role;
  private final int split;
  private final int splits;

  /** Makes the source of a whole topic. */
  KafkaSource(StreamRole role) {
    this(role, 0, 1);
  }

  private KafkaSource(StreamRole role, int split, int splits) {
    this.role = role;
    this.split = split;
    this.splits = splits;
  }

  int split() {
    return split;
  }

  int splits() {
    return splits;
  }

  @Override
  public List<KafkaSource> split(int desiredNumSplits, PipelineOptions options) {
    if (splits > 1) {
      return List.of(this);
    }
    int count = Math.max(1, Math.min(desiredNumSplits, MOST_SPLITS));
    return IntStream.range(0, count)
        .mapToObj(number -> new KafkaSource(role, number, count))
        .toList();
  }

  @Override
  public KafkaReader createReader(PipelineOptions options, @Nullable KafkaMark mark) {
    TopicSettings settings = TopicSettings.of(role, options);
    return new KafkaReader(
        this, settings, new ConsumerSettings(settings), mark, System::currentTimeMillis);
  }

  @Override
  public Coder<KafkaMark> getCheckpointMarkCoder() {
    return KafkaMarkCoder.of();
  }

  @Override
  public Coder<List<DecodedRecord>> getOutputCoder() {
    return ListCoder.of(DecodedRecordCoder.of());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof KafkaSource that
        && role == that.role
        && split == that.split
        && splits == that.splits;
  }

  @Override
  public int hashCode() {
    return Objects.hash(role, split, splits);
  }

  @Override
  public String toString() {
    return role + " " + split + "/" + splits;
  }
}

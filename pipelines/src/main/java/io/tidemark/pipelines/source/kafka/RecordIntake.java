package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.Decoded.Event;
import io.tidemark.pipelines.record.DecodedRecord;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.SourceMetrics;
import org.apache.kafka.common.header.Headers;

/**
 * Makes of polled records what is handed on. Their bytes are for the dead letters; an event of the
 * topic's streams that is neither behind a watermark that a step may have seen nor in the future
 * never becomes one, so it leaves with its place alone. What was a dead letter before keeps its
 * bytes and headers, so that it counts up if it becomes one again.
 *
 * <p>Counters: Beam's own of elements and bytes that a source has read, and (namespace {@code
 * tidemark}) {@code records_read_again} for records that a job whose state is lost had read.
 */
final class RecordIntake {
  private final TopicSettings settings;
  private final RecordDecoder decoder;
  private final LongSupplier clock;
  private final Counter elementsRead = SourceMetrics.elementsRead();
  private final Counter bytesRead = SourceMetrics.bytesRead();
  private final Counter readAgain = Metrics.counter("tidemark", "records_read_again");

  RecordIntake(TopicSettings settings, LongSupplier clock) {
    this.settings = settings;
    this.decoder = new RecordDecoder(settings.topic(), settings.decoders());
    this.clock = clock;
  }

  /** Adds the records of a pack, and returns the earliest event time. */
  long take(Pack pack, Progress progress, List<DecodedRecord> gathered) {
    Taking taking = new Taking(pack, progress, gathered);
    pack.unpack(taking);
    progress.read(pack, taking.bytes);
    elementsRead.inc(pack.size());
    bytesRead.inc(taking.bytes);
    if (taking.again > 0) {
      readAgain.inc(taking.again);
    }
    return taking.earliest;
  }

  private final class Taking implements Pack.Unpacker {
    private final int partition;
    private final PartitionState state;
    private final List<DecodedRecord> gathered;
    private final long mayBeLateBefore;
    private final Predicate<Decoded> safe = this::isSafe;
    private final long now = clock.getAsLong();
    private long earliest = Long.MAX_VALUE;
    private long bytes;
    private long again;

    Taking(Pack pack, Progress progress, List<DecodedRecord> gathered) {
      this.partition = pack.partition();
      this.state = progress.partition(partition);
      this.mayBeLateBefore = progress.mayBeLateBeforeMillis();
      this.gathered = gathered;
    }

    @Override
    public void record(long offset, long timestamp, Headers headers, Bytes value) {
      DecodedRecord record =
          decoder.decode(partition, offset, timestamp, headers, value, state.resumed(offset));
      earliest = Math.min(earliest, state.watermark().timestampOf(record, timestamp, now));
      gathered.add(record.raw().isFedInAgain() ? record : record.withoutBytesOf(safe));
      bytes += value.length();
      again += state.wasRead(offset) ? 1 : 0;
    }

    private boolean isSafe(Decoded decoded) {
      return decoded instanceof Event event
          && settings.events().contains(event.event().getClass())
          && event.event().timestampMillis() >= mayBeLateBefore
          && event.event().timestampMillis() <= now;
    }
  }
}

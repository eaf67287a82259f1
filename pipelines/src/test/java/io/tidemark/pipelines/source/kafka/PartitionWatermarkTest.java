package io.tidemark.pipelines.source.kafka;

import static io.tidemark.pipelines.source.kafka.PartitionWatermark.MIN_MILLIS;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class PartitionWatermarkTest {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long UNKNOWN = -1;

  /** Processing time; the golden cases' events are all long past. */
  private long now = 1_000 * HOUR;

  @Test
  void watermarkIsMaxDelayBehindTheLatestEvent() { // M1
    assertThat(
        watermarksAfter(5 * SECOND, 10_000, 15_000, 20_000), is(List.of(5_000L, 10_000L, 15_000L)));
  }

  @Test
  void watermarkFollowsTheLatestEventWhateverTheOrder() { // M2
    assertThat(
        watermarksAfter(10 * SECOND, 30_000, 20_000, 25_000, 35_000),
        is(List.of(20_000L, 20_000L, 20_000L, 25_000L)));
  }

  @Test
  void watermarkNeverGoesBack() { // M6
    assertThat(watermarksAfter(5 * SECOND, 20_000, 15_000), is(List.of(15_000L, 15_000L)));
  }

  @Test
  void withoutDelayTheWatermarkIsTheLatestEvent() { // M9
    assertThat(watermarksAfter(0, 10_000), is(List.of(10_000L)));
  }

  @Test
  void windowStaysOpenUntilAnEventMaxDelayPastItsEnd() { // M13, in minutes after 09:00
    List<Long> watermarks =
        watermarksAfter(
            2 * MINUTE, 60 * MINUTE, 61 * MINUTE, 63 * MINUTE, 62 * MINUTE, 66 * MINUTE);
    assertThat(
        watermarks, is(LongStream.of(58, 59, 61, 61, 64).map(m -> m * MINUTE).boxed().toList()));
  }

  @Test
  void watermarkOfOneEventIsMaxDelayBehindIt() { // M14
    long event = Instant.parse("2026-01-05T14:35:00Z").getMillis();
    now = event + HOUR;
    assertThat(
        watermarksAfter(2 * MINUTE, event),
        is(List.of(Instant.parse("2026-01-05T14:33:00Z").getMillis())));
  }

  @Test
  void slowestPartitionHoldsTheWatermark() { // M3, M4, M7: Beam takes the least of all partitions
    assertThat(
        leastWatermark(5_000, List.of(10_000L), List.of(20_000L), List.of(15_000L)), is(5_000L));
    assertThat(
        leastWatermark(
            2 * MINUTE,
            List.of(65 * MINUTE),
            List.of(64 * MINUTE),
            List.of(67 * MINUTE),
            List.of(63 * MINUTE)),
        is(61 * MINUTE));
    assertThat(
        leastWatermark(0, List.of(10_000L, 30_000L, 1_000L), List.of(10_000L, 30_000L)),
        is(30_000L));
  }

  // M5 judges lateness, which is downstream; M10 to M12 say when a watermark is emitted, which here
  // the runner decides by asking.

  @Test
  void idlePartitionFollowsProcessingTime() { // M8
    PartitionWatermark policy = policy(5 * SECOND, 100);
    read(policy, 10_000);
    now += 99;
    assertThat(watermark(policy, 0), is(5_000L));
    now += 1;
    assertThat(watermark(policy, 0), is(now - 5 * SECOND));
    now += 7;
    assertThat(watermark(policy, 0), is(now - 5 * SECOND));
  }

  @Test
  void partitionThatNeverHadARecordHoldsTheWatermarkOnlyUntilTheIdleTimeout() {
    PartitionWatermark policy = policy(2 * MINUTE, 5 * MINUTE);
    assertThat(watermark(policy, UNKNOWN, MIN_MILLIS), is(MIN_MILLIS));
    assertThat(watermark(policy, 0), is(MIN_MILLIS));
    now += 5 * MINUTE - 1;
    assertThat(watermark(policy, 0), is(MIN_MILLIS));
    now += 1;
    assertThat(watermark(policy, 0), is(now - 2 * MINUTE));
  }

  @Test
  void backlogKeepsAPartitionFromBeingIdle() {
    PartitionWatermark policy = policy(2 * MINUTE, 5 * MINUTE);
    read(policy, 10 * MINUTE);
    now += HOUR;
    assertThat(watermark(policy, 1), is(8 * MINUTE));
    read(policy, 11 * MINUTE);
    assertThat(watermark(policy, 0), is(9 * MINUTE));
    now += 5 * MINUTE - 1;
    assertThat(watermark(policy, 0), is(9 * MINUTE));
    now += 1;
    assertThat(watermark(policy, 0), is(now - 2 * MINUTE));
  }

  @Test
  void unknownBacklogKeepsAPartitionFromBeingIdle() {
    PartitionWatermark policy = policy(2 * MINUTE, 5 * MINUTE);
    now += HOUR;
    assertThat(watermark(policy, UNKNOWN), is(MIN_MILLIS));
  }

  @Test
  void recordsWithoutEventTimeDoNotKeepAPartitionFromBeingIdle() {
    PartitionWatermark policy = policy(2 * MINUTE, 5 * MINUTE);
    read(policy, 10 * MINUTE);
    for (int i = 0; i < 10; i++) {
      now += MINUTE;
      readRejected(policy, now);
      read(policy, now + 2 * HOUR);
      assertThat(watermark(policy, 0), is(i < 4 ? 8 * MINUTE : now - 2 * MINUTE));
    }
  }

  @Test
  void aClockThatStandsStillDoesNotKeepAPartitionFromBeingIdle() {
    PartitionWatermark policy = policy(2 * MINUTE, 5 * MINUTE);
    for (int i = 0; i < 10; i++) {
      read(policy, 10 * MINUTE);
      assertThat(watermark(policy, 0), is(i < 5 ? 8 * MINUTE : now - 2 * MINUTE));
      now += MINUTE;
    }
  }

  @Test
  void brokerThatDoesNotAnswerStopsTheWatermark() {
    PartitionWatermark policy = policy(2 * MINUTE, 5 * MINUTE);
    long lastCheck = now + 6 * MINUTE;
    now += HOUR;
    assertThat(watermark(policy, 0, lastCheck), is(lastCheck - 2 * MINUTE));
    now += HOUR;
    assertThat(watermark(policy, 0, lastCheck), is(lastCheck - 2 * MINUTE));
  }

  @Test
  void idleTimeoutNeverMeansNever() {
    PartitionWatermark policy = policy(0, WatermarkLimits.NEVER);
    now += 1_000 * HOUR;
    assertThat(watermark(policy, 0), is(MIN_MILLIS));
  }

  @Test
  void recordAfterIdlenessDoesNotTakeTheWatermarkBack() {
    PartitionWatermark policy = policy(MINUTE, 5 * MINUTE);
    now += 5 * MINUTE;
    long idle = watermark(policy, 0);
    assertThat(read(policy, 10 * MINUTE), is(10 * MINUTE));
    assertThat(watermark(policy, 0), is(idle));
  }

  @Test
  void futureEventCountsAtMostAsProcessingTime() {
    PartitionWatermark policy = policy(MINUTE, WatermarkLimits.NEVER);
    long arrival = now;
    assertThat(read(policy, now + HOUR), is(now + HOUR));
    assertThat(watermark(policy, 0), is(arrival - MINUTE));
    now += 30 * MINUTE;
    assertThat(watermark(policy, 0), is(arrival - MINUTE));
  }

  @Test
  void eventBeyondTheFutureLimitDoesNotCount() {
    PartitionWatermark policy = policy(MINUTE, WatermarkLimits.NEVER);
    read(policy, 10 * MINUTE);
    assertThat(read(policy, now + HOUR + 1), is(now));
    assertThat(watermark(policy, 0), is(9 * MINUTE));
  }

  @Test
  void recordWithoutEventTimeStandsWhereKafkaAppendedIt() {
    PartitionWatermark policy = policy(MINUTE, WatermarkLimits.NEVER);
    read(policy, 10 * MINUTE);
    assertThat(watermark(policy, 0), is(9 * MINUTE));
    assertThat(readRejected(policy, 20 * MINUTE), is(20 * MINUTE));
    assertThat(readRejected(policy, 8 * MINUTE), is(9 * MINUTE));
    assertThat(readRejected(policy, now + HOUR), is(now));
    assertThat(readRejected(policy, -1), is(now));
    assertThat(watermark(policy, 0), is(9 * MINUTE));
  }

  @Test
  void recordWithSeveralEventsStandsAtTheEarliestAndCountsTheLatest() {
    PartitionWatermark policy = policy(0, WatermarkLimits.NEVER);
    assertThat(readAll(policy, 30_000, 10_000, 20_000), is(10_000L));
    assertThat(watermark(policy, 0), is(30_000L));
  }

  @Test
  void restartGoesOnFromTheCheckpointedWatermark() {
    PartitionWatermark policy =
        new PartitionWatermark(
            new WatermarkLimits(MINUTE, 5 * MINUTE), FutureLimit.DEFAULT, HOUR, now);
    assertThat(watermark(policy, UNKNOWN, MIN_MILLIS), is(HOUR));
    read(policy, 30 * MINUTE);
    assertThat(watermark(policy, 0), is(HOUR));
    read(policy, 62 * MINUTE);
    assertThat(watermark(policy, 0), is(61 * MINUTE));
  }

  @Test
  void watermarkMadeAnewAtEveryResumeStillBecomesIdle() {
    long first = now;
    PartitionWatermark resumed = policy(MINUTE, 5 * MINUTE);
    for (int i = 0; i < 5; i++) {
      assertThat(watermark(resumed, 0), is(MIN_MILLIS));
      now += MINUTE;
      resumed =
          new PartitionWatermark(
              new WatermarkLimits(MINUTE, 5 * MINUTE),
              FutureLimit.DEFAULT,
              resumed.watermarkMillis(),
              resumed.lastActiveMillis());
    }
    assertThat(resumed.lastActiveMillis(), is(first));
    assertThat(watermark(resumed, 0), is(now - MINUTE));
  }

  private List<Long> watermarksAfter(long maxDelayMillis, long... events) {
    PartitionWatermark policy = policy(maxDelayMillis, WatermarkLimits.NEVER);
    List<Long> watermarks = new ArrayList<>();
    for (long event : events) {
      assertThat(read(policy, event), is(event));
      watermarks.add(watermark(policy, 0));
    }
    return watermarks;
  }

  @SafeVarargs
  private final long leastWatermark(long maxDelayMillis, List<Long>... partitions) {
    return Stream.of(partitions)
        .mapToLong(
            events -> {
              PartitionWatermark policy = policy(maxDelayMillis, WatermarkLimits.NEVER);
              events.forEach(event -> read(policy, event));
              return watermark(policy, 0);
            })
        .min()
        .getAsLong();
  }

  private PartitionWatermark policy(long maxDelayMillis, long idleTimeoutMillis) {
    return new PartitionWatermark(
        new WatermarkLimits(maxDelayMillis, idleTimeoutMillis),
        FutureLimit.DEFAULT,
        MIN_MILLIS,
        now);
  }

  private long watermark(PartitionWatermark policy, long backlog) {
    return watermark(policy, backlog, now);
  }

  private long watermark(PartitionWatermark policy, long backlog, long checkedAtMillis) {
    return policy.advance(now, checkedAtMillis, backlog == 0);
  }

  private long read(PartitionWatermark policy, long eventMillis) {
    return readAll(policy, eventMillis);
  }

  private long readAll(PartitionWatermark policy, long... eventMillis) {
    return read(
        policy, -1, LongStream.of(eventMillis).mapToObj(PartitionWatermarkTest::event).toList());
  }

  private long readRejected(PartitionWatermark policy, long appendTimeMillis) {
    // Its event time is known, and does not count.
    Decoded rejected = new Decoded.Rejected(Reason.INVALID, "x", now);
    return read(policy, appendTimeMillis, List.of(rejected));
  }

  private long read(PartitionWatermark policy, long appendTimeMillis, List<Decoded> decoded) {
    RawRecord raw = new RawRecord("system-health", 0, 0, appendTimeMillis, Map.of(), new byte[0]);
    return policy.timestampOf(new DecodedRecord(raw, decoded), appendTimeMillis, now);
  }

  private static Decoded event(long millis) {
    return new Decoded.Event(
        new SystemHealth(
            "h",
            millis,
            "gateway",
            SystemHealth.Status.HEALTHY,
            null,
            null,
            null,
            null,
            null,
            Map.of()));
  }
}

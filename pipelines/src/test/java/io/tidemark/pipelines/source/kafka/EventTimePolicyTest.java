package io.tidemark.pipelines.source.kafka;

import static io.tidemark.pipelines.source.kafka.EventTimePolicy.MIN_MILLIS;
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
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.io.kafka.TimestampPolicy.PartitionContext;
import org.apache.beam.sdk.values.KV;
import org.apache.kafka.common.TopicPartition;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class EventTimePolicyTest {
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
  void packCountsAsItsRecordsDo() {
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(5 * SECOND, 100);
    List<Decoded> rejected = List.of(new Decoded.Rejected(Reason.INVALID, "x", now));
    assertThat(
        readPack(policy, 40_000, List.of(List.of(event(20_000)), List.of(event(50_000)), rejected)),
        is(20_000L));
    assertThat(watermark(policy, 0), is(45_000L));
    assertThat(
        "not late for what has no event time",
        readPack(policy, 40_000, List.of(rejected, List.of(event(60_000)))),
        is(45_000L));
    assertThat(watermark(policy, 0), is(55_000L));
  }

  @Test
  void idlePartitionFollowsProcessingTime() { // M8
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(5 * SECOND, 100);
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
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(2 * MINUTE, 5 * MINUTE);
    assertThat(watermark(policy, UNKNOWN, MIN_MILLIS), is(MIN_MILLIS));
    assertThat(watermark(policy, 0), is(MIN_MILLIS));
    now += 5 * MINUTE - 1;
    assertThat(watermark(policy, 0), is(MIN_MILLIS));
    now += 1;
    assertThat(watermark(policy, 0), is(now - 2 * MINUTE));
  }

  @Test
  void backlogKeepsAPartitionFromBeingIdle() {
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(2 * MINUTE, 5 * MINUTE);
    read(policy, 10 * MINUTE);
    now += HOUR;
    assertThat(watermark(policy, 2), is(8 * MINUTE));
    now += 5 * MINUTE - 1;
    assertThat(watermark(policy, 0), is(8 * MINUTE));
    now += 1;
    assertThat(watermark(policy, 0), is(now - 2 * MINUTE));
  }

  @Test
  void unknownBacklogKeepsAPartitionFromBeingIdle() {
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(2 * MINUTE, 5 * MINUTE);
    now += HOUR;
    assertThat(watermark(policy, UNKNOWN), is(MIN_MILLIS));
  }

  @Test
  void backlogOfOneIsACommitMarkerOrTheRecordJustRead() {
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(2 * MINUTE, 5 * MINUTE);
    read(policy, 10 * MINUTE);
    now += 5 * MINUTE;
    assertThat(watermark(policy, 1), is(now - 2 * MINUTE));
  }

  @Test
  void brokerThatDoesNotAnswerStopsTheWatermark() {
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(2 * MINUTE, 5 * MINUTE);
    long lastCheck = now + 6 * MINUTE;
    now += HOUR;
    assertThat(watermark(policy, 0, lastCheck), is(lastCheck - 2 * MINUTE));
    now += HOUR;
    assertThat(watermark(policy, 0, lastCheck), is(lastCheck - 2 * MINUTE));
  }

  @Test
  void idleTimeoutNeverMeansNever() {
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(0, WatermarkLimits.NEVER);
    now += 1_000 * HOUR;
    assertThat(watermark(policy, 0), is(MIN_MILLIS));
  }

  @Test
  void recordAfterIdlenessDoesNotTakeTheWatermarkBack() {
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(MINUTE, 5 * MINUTE);
    now += 5 * MINUTE;
    long idle = watermark(policy, 0);
    assertThat(read(policy, 10 * MINUTE), is(10 * MINUTE));
    assertThat(watermark(policy, 0), is(idle));
  }

  @Test
  void futureEventCountsAtMostAsProcessingTime() {
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(MINUTE, WatermarkLimits.NEVER);
    long arrival = now;
    assertThat(read(policy, now + HOUR), is(now + HOUR));
    assertThat(watermark(policy, 0), is(arrival - MINUTE));
    now += 30 * MINUTE;
    assertThat(watermark(policy, 0), is(arrival - MINUTE));
  }

  @Test
  void eventBeyondTheFutureLimitDoesNotCount() {
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(MINUTE, WatermarkLimits.NEVER);
    read(policy, 10 * MINUTE);
    assertThat(read(policy, now + HOUR + 1), is(now));
    assertThat(watermark(policy, 0), is(9 * MINUTE));
  }

  @Test
  void recordWithoutEventTimeStandsWhereKafkaAppendedIt() {
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(MINUTE, WatermarkLimits.NEVER);
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
    TimestampPolicy<Void, List<DecodedRecord>> policy = policy(0, WatermarkLimits.NEVER);
    assertThat(readAll(policy, 30_000, 10_000, 20_000), is(10_000L));
    assertThat(watermark(policy, 0), is(30_000L));
  }

  @Test
  void restartGoesOnFromTheCheckpointedWatermark() {
    EventTimePolicyFactory factory = factory(MINUTE, 5 * MINUTE);
    TimestampPolicy<Void, List<DecodedRecord>> policy =
        factory.createTimestampPolicy(partition(0), Optional.of(new Instant(HOUR)), () -> now);
    assertThat(watermark(policy, UNKNOWN, MIN_MILLIS), is(HOUR));
    read(policy, 30 * MINUTE);
    assertThat(watermark(policy, 0), is(HOUR));
    read(policy, 62 * MINUTE);
    assertThat(watermark(policy, 0), is(61 * MINUTE));
  }

  @Test
  void policyMadeAnewAtEveryResumeStillBecomesIdle() {
    EventTimePolicyFactory factory = factory(MINUTE, 5 * MINUTE);
    Optional<Instant> watermark = Optional.of(new Instant(MIN_MILLIS));
    for (int resumed = 0; resumed < 5; resumed++) {
      assertThat(watermark.get().getMillis(), is(MIN_MILLIS));
      TimestampPolicy<Void, List<DecodedRecord>> policy =
          factory.createTimestampPolicy(partition(0), watermark, () -> now);
      now += MINUTE;
      watermark = Optional.of(policy.getWatermark(context(0, now)));
    }
    assertThat(watermark.get().getMillis(), is(now - MINUTE));
  }

  @Test
  void replayStartsTheIdleTimeAnew() {
    EventTimePolicyFactory factory = factory(MINUTE, 5 * MINUTE);
    TimestampPolicy<Void, List<DecodedRecord>> before =
        factory.createTimestampPolicy(partition(0), Optional.empty(), () -> now);
    read(before, 10 * MINUTE);
    watermark(before, 0);
    now += HOUR;
    TimestampPolicy<Void, List<DecodedRecord>> after =
        factory.createTimestampPolicy(
            partition(0), Optional.of(new Instant(8 * MINUTE)), () -> now);
    assertThat(watermark(after, 1), is(8 * MINUTE));
  }

  @Test
  void partitionsDoNotShareTheirIdleTime() {
    EventTimePolicyFactory factory = factory(MINUTE, 5 * MINUTE);
    TimestampPolicy<Void, List<DecodedRecord>> quiet =
        factory.createTimestampPolicy(partition(0), Optional.empty(), () -> now);
    TimestampPolicy<Void, List<DecodedRecord>> busy =
        factory.createTimestampPolicy(partition(1), Optional.empty(), () -> now);
    now += 5 * MINUTE;
    read(busy, 10 * MINUTE);
    assertThat(watermark(busy, 0), is(9 * MINUTE));
    assertThat(watermark(quiet, 0), is(now - MINUTE));
  }

  private List<Long> watermarksAfter(long maxDelayMillis, long... events) {
    TimestampPolicy<Void, List<DecodedRecord>> policy =
        policy(maxDelayMillis, WatermarkLimits.NEVER);
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
              TimestampPolicy<Void, List<DecodedRecord>> policy =
                  policy(maxDelayMillis, WatermarkLimits.NEVER);
              events.forEach(event -> read(policy, event));
              return watermark(policy, 0);
            })
        .min()
        .getAsLong();
  }

  private TimestampPolicy<Void, List<DecodedRecord>> policy(
      long maxDelayMillis, long idleTimeoutMillis) {
    return factory(maxDelayMillis, idleTimeoutMillis)
        .createTimestampPolicy(partition(0), Optional.empty(), () -> now);
  }

  private static EventTimePolicyFactory factory(long maxDelayMillis, long idleTimeoutMillis) {
    return new EventTimePolicyFactory(
        new WatermarkLimits(maxDelayMillis, idleTimeoutMillis), FutureLimit.DEFAULT);
  }

  private static TopicPartition partition(int partition) {
    return new TopicPartition("system-health", partition);
  }

  private long watermark(TimestampPolicy<Void, List<DecodedRecord>> policy, long backlog) {
    return watermark(policy, backlog, now);
  }

  private static long watermark(
      TimestampPolicy<Void, List<DecodedRecord>> policy, long backlog, long checkedAtMillis) {
    return policy.getWatermark(context(backlog, checkedAtMillis)).getMillis();
  }

  private long read(TimestampPolicy<Void, List<DecodedRecord>> policy, long eventMillis) {
    return readAll(policy, eventMillis);
  }

  private long readAll(TimestampPolicy<Void, List<DecodedRecord>> policy, long... eventMillis) {
    return read(
        policy, -1, LongStream.of(eventMillis).mapToObj(EventTimePolicyTest::event).toList());
  }

  private long readRejected(
      TimestampPolicy<Void, List<DecodedRecord>> policy, long appendTimeMillis) {
    // Its event time is known, and does not count.
    Decoded rejected = new Decoded.Rejected(Reason.INVALID, "x", now);
    return read(policy, appendTimeMillis, List.of(rejected));
  }

  private long read(
      TimestampPolicy<Void, List<DecodedRecord>> policy,
      long appendTimeMillis,
      List<Decoded> decoded) {
    return readPack(policy, appendTimeMillis, List.of(decoded));
  }

  private long readPack(
      TimestampPolicy<Void, List<DecodedRecord>> policy,
      long appendTimeMillis,
      List<List<Decoded>> decoded) {
    RawRecord raw = new RawRecord("system-health", 0, 0, appendTimeMillis, Map.of(), new byte[0]);
    KafkaRecord<Void, List<DecodedRecord>> record =
        new KafkaRecord<>(
            "system-health",
            0,
            0,
            appendTimeMillis,
            KafkaTimestampType.CREATE_TIME,
            null,
            KV.of(null, decoded.stream().map(one -> new DecodedRecord(raw, one)).toList()));
    return policy.getTimestampForRecord(context(0, now), record).getMillis();
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

  private static PartitionContext context(long backlog, long checkedAtMillis) {
    return new PartitionContext() {
      @Override
      public long getMessageBacklog() {
        return backlog;
      }

      @Override
      public Instant getBacklogCheckTime() {
        return new Instant(checkedAtMillis);
      }
    };
  }
}

package io.tidemark.pipelines.source.kafka;

import static io.tidemark.pipelines.source.kafka.Commits.CHUNK;
import static io.tidemark.pipelines.source.kafka.PartitionWatermark.MIN_MILLIS;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.tidemark.pipelines.deadletter.ProcessorInstance;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.decode.Records;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class KafkaReaderTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  /** Of {@link Records#PERFORMANCE}. */
  private static final long EVENT = Instant.parse("2026-01-05T12:34:56.789Z").getMillis();

  private final List<KafkaReader> open = new ArrayList<>();
  private FakeTopic topic;
  private String name;
  private long now = EVENT + MINUTE;

  @BeforeEach
  void nameTopic(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
    topic = new FakeTopic(name);
  }

  @AfterEach
  void close() {
    open.forEach(KafkaReader::close);
  }

  @Test
  void recordsArriveDecodedWithTheirPlace() throws Exception {
    topic.add(0, at(0), "{");
    KafkaReader reader = reader(null, false);
    List<DecodedRecord> read = read(reader, 2);
    assertThat(read.get(0).raw(), is(RawRecord.placeOf(0, 0)));
    RawRecord malformed = read.get(1).raw();
    assertThat(malformed.toString(), is(name + "/0/1 (1 bytes)"));
    assertThat(malformed.appendTimeMillis(), is(FakeTopic.APPENDED));
    assertThat(malformed.value(), is("{".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void elementStandsAtTheEarliestOfItsTimes() throws Exception {
    topic.add(0, at(5), at(-5), at(2));
    KafkaReader reader = reader(null, false);
    read(reader, 3);
    assertThat(reader.getCurrentTimestamp(), is(new Instant(EVENT - 5_000)));
  }

  @Test
  void everyReaderIsPolledTwiceBeforeTheFirstElementOfAny() throws Exception {
    topic.add(0, at(0));
    KafkaReader reader = opened(null, false);
    assertThat(reader.start(), is(false));
    Thread.sleep(50);
    assertThat(reader.advance(), is(false));
    assertThat(reader.getCheckpointMark().known(), is(false));
    assertThat(reader.getWatermark().getMillis(), is(MIN_MILLIS));
    assertThat(read(reader, 1).size(), is(1));
  }

  @Test
  void whoWatchesTheProcessIsToldHowFarAReaderIsUntilItIsClosed() throws Exception {
    topic.add(0, at(0), at(1));
    KafkaReader reader = reader(null, false);
    read(reader, 2);
    await(() -> reader.getWatermark().getMillis() == EVENT + 1_000 - 2 * MINUTE);
    assertThat(
        ReadProgress.byTopic().get(name), is(new ReadProgress(EVENT + 1_000 - 2 * MINUTE, 0)));
    reader.close();
    assertThat(ReadProgress.byTopic().containsKey(name), is(false));
  }

  @Test
  void howFarEachPartitionIsIsPublished() throws Exception {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, new ByteArraySerializer(), new ByteArraySerializer());
    ReportSettings to = settings(false).reports();
    PublishReports publisher = PublishReports.join(to, () -> producer);
    topic.add(0, at(0), at(1)).add(1);
    KafkaReader reader = reader(null, false);
    read(reader, 2);

    String part = "\"instance\":\"%s\"".formatted(ProcessorInstance.name());
    Map<String, String> expected =
        Map.of(
            name + "-0",
            ("{'topic':'%s','partition':0,'watermark':'2026-01-05T12:32:57.789Z',"
                    + "'max_event_time':'2026-01-05T12:34:57.789Z',"
                    + "'last_active_at':'2026-01-05T12:35:56.789Z','idle':false,"
                    + "'next_offset':2,'end_offset':2,%s,"
                    + "'reported_at':'2026-01-05T12:35:56.789Z'}")
                .replace('\'', '"')
                .formatted(name, part),
            name + "-1",
            ("{'topic':'%s','partition':1,'watermark':null,'max_event_time':null,"
                    + "'last_active_at':'2026-01-05T12:35:56.789Z','idle':false,"
                    + "'next_offset':0,'end_offset':0,%s,"
                    + "'reported_at':'2026-01-05T12:35:56.789Z'}")
                .replace('\'', '"')
                .formatted(name, part));
    await(() -> published(reader, producer, EVENT + MINUTE).equals(expected));
    await(
        () ->
            published(reader, producer, EVENT + 7 * MINUTE)
                .get(name + "-1")
                .contains("\"idle\":true"));
    publisher.leave(this);
  }

  /** The newest report of each partition, after one at this processing time or a second later. */
  private Map<String, String> published(
      KafkaReader reader, MockProducer<byte[], byte[]> producer, long at) throws Exception {
    now = now == at ? at + 1_000 : at;
    reader.advance();
    reader.getWatermark();
    Map<String, String> newest = new HashMap<>();
    producer
        .history()
        .forEach(
            record ->
                newest.put(
                    new String(record.key(), StandardCharsets.UTF_8),
                    new String(record.value(), StandardCharsets.UTF_8)));
    return newest;
  }

  @Test
  void aJobThatCannotPublishHowFarItIsGoesOn() throws Exception {
    ReportSettings to = settings(false).reports();
    AtomicInteger opened = new AtomicInteger();
    PublishReports publisher =
        PublishReports.join(
            to,
            () -> {
              opened.incrementAndGet();
              throw new KafkaException("no brokers");
            });
    topic.add(0, at(0));
    KafkaReader reader = reader(null, false);
    assertThat(read(reader, 1).size(), is(1));
    await(() -> reader.getWatermark().getMillis() == EVENT - 2 * MINUTE && opened.get() > 1);
    publisher.leave(this);
  }

  @Test
  void whatWasADeadLetterKeepsItsHeadersToCountUp() throws Exception {
    topic.add(0, at(0), at(1)).fedInAgain(0, 1, "2");
    KafkaReader reader = reader(null, false);
    List<DecodedRecord> read = read(reader, 2);
    assertThat(read.get(0).raw().isPlace(), is(true));
    assertThat(read.get(1).raw().deadLetter(Reason.LATE, "s", "e", 1L).retryCount(), is(2));
  }

  @Test
  void bytesAreHandedOnWhereTheyMayBeNeededForADeadLetter() throws Exception {
    topic.add(0, at(0));
    KafkaReader reader = reader(null, false);
    read(reader, 1);
    await(() -> reader.getWatermark().getMillis() == EVENT - 2 * MINUTE);
    String feedback = Records.FEEDBACK;
    topic.add(0, at(-121), at(-119), feedback, at(61), at(3_700));
    List<Boolean> places = read(reader, 5).stream().map(record -> record.raw().isPlace()).toList();
    assertThat(places, is(List.of(false, true, false, false, false)));
  }

  @Test
  void readerGoesOnAfterTheLastRecordOfTheElementBeforeTheMark() throws Exception {
    topic.add(0, at(0), at(1));
    KafkaReader reader = reader(null, false);
    read(reader, 2);
    KafkaMark mark = stored(reader.getCheckpointMark());
    reader.close();
    topic.add(0, at(2));
    assertThat(read(reader(mark, false), 1).get(0).raw(), is(RawRecord.placeOf(0, 2)));
  }

  @Test
  void markOfReaderThatKnowsNothingLosesNothing() throws Exception {
    topic.add(0, at(0));
    topic.setAway(true);
    KafkaReader reader = reader(null, true);
    for (int i = 0; i < 3; i++) {
      assertThat(reader.advance(), is(false));
    }
    assertThat(reader.getWatermark().getMillis(), is(MIN_MILLIS));
    KafkaMark mark = stored(reader.getCheckpointMark());
    reader.close();
    topic.setAway(false);
    assertThat(read(reader(mark, true), 1).size(), is(1));
  }

  @Test
  void topicThatIsMissingIsReadAsSoonAsItExists() throws Exception {
    KafkaReader reader = reader(null, true);
    for (int i = 0; i < 3; i++) {
      assertThat(reader.advance(), is(false));
    }
    topic.add(0, at(0));
    assertThat(read(reader, 1).size(), is(1));
  }

  @Test
  void topicThatIsMissingDoesNotHoldBackTheOtherOfItsStream() throws Exception {
    KafkaReader waiting = reader(null, false);
    KafkaReader reader =
        new KafkaReader(
            new KafkaSource(StreamRole.OTLP_SPANS), settings(false, true), topic, null, () -> now);
    open.add(reader);
    reader.start();
    reader.advance();
    await(() -> !reader.advance() && reader.isAbsent());
    assertThat(reader.getWatermark().getMillis(), is(MIN_MILLIS));
    now += 5 * MINUTE;
    await(() -> !reader.advance() && reader.getWatermark().getMillis() == now - 2 * MINUTE);
    assertThat(waiting.getWatermark().getMillis(), is(MIN_MILLIS));
    topic.add(0, at(0));
    assertThat(read(reader, 1).get(0).raw().isPlace(), is(false));
    assertThat(reader.getWatermark().getMillis(), is(now - 2 * MINUTE));
  }

  @Test
  void readerWithoutPartitionsFollowsProcessingTime() throws Exception {
    topic.add(0, at(0));
    KafkaReader reader = reader(null, true, source(1, 2));
    await(() -> !reader.advance() && reader.getWatermark().getMillis() == now - 2 * MINUTE);
    now += HOUR;
    assertThat(reader.getWatermark().getMillis(), is(now - 2 * MINUTE));
    assertThat(reader.getCheckpointMark().known(), is(true));
  }

  @Test
  void controlRecordsAreNoBacklog() throws Exception {
    topic.add(0, at(0), "", "");
    KafkaReader reader = reader(null, false);
    read(reader, 1);
    await(() -> !reader.advance() && reader.getCheckpointMark().partitions().get(0).offset() == 3);
    now += 6 * MINUTE;
    await(() -> reader.getWatermark().getMillis() == now - 2 * MINUTE);
  }

  @Test
  void brokerThatIsAwayHoldsTheWatermark() throws Exception {
    topic.add(0, at(0));
    KafkaReader reader = reader(null, false);
    read(reader, 1);
    topic.setAway(true);
    now += HOUR;
    Thread.sleep(1_200);
    assertThat(reader.advance(), is(false));
    assertThat(reader.getWatermark().getMillis(), is(EVENT - 2 * MINUTE));
  }

  @Test
  void durableMarkIsCommittedWithTheWatermarkOfTheMarkBefore() throws Exception {
    topic.add(0, at(0));
    KafkaReader reader = reader(null, false);
    read(reader, 1);
    reader.getWatermark();
    KafkaMark first = reader.getCheckpointMark();
    topic.add(0, at(1));
    read(reader, 1);
    KafkaMark second = reader.getCheckpointMark();
    second.finalizeCheckpoint();
    String expected = "2 v1;w=" + (EVENT - 2 * MINUTE) + ";r=0;s=0";
    await(() -> expected.equals(topic.committed(0)));
    first.finalizeCheckpoint();
    reader.close();
    assertThat(topic.committed(0), is(expected));
  }

  @Test
  void readingIsReservedBeforeItIsDone() throws Exception {
    topic.add(0, at(0));
    read(reader(null, true), 1);
    assertThat(topic.committed(0), is("0 v1;w=" + MIN_MILLIS + ";r=" + (1 + CHUNK) + ";s=0"));
  }

  @Test
  void groupThatTakesNoOffsetsDoesNotStopReading() throws Exception {
    topic.add(0, at(0));
    topic.refuseCommits();
    assertThat(read(reader(null, true), 1).size(), is(1));
    assertThat(topic.committed(0), is(nullValue()));
  }

  @Test
  void restoredReaderHoldsTheWatermarkUntilTheReplayIsOver() throws Exception {
    topic.add(0, at(0));
    KafkaReader lost = reader(null, true);
    read(lost, 1);
    assertThat(lost.getWatermark().getMillis(), is(EVENT - 2 * MINUTE));
    KafkaMark mark = stored(lost.getCheckpointMark());
    topic.add(0, at(30), at(31));
    read(lost, 2);
    lost.close();
    KafkaReader restored = opened(mark, true);
    restored.start();
    assertThat(restored.getWatermark().getMillis(), is(MIN_MILLIS));
    assertThat(stored(restored.getCheckpointMark()), is(mark));
    read(restored, 2);
    assertThat(restored.getWatermark().getMillis(), is(EVENT + 31_000 - 2 * MINUTE));
  }

  /** Windows that are restored have expired by the watermark of the lost attempt. */
  @Test
  void bytesAreKeptWhileAReplayHoldsTheWatermark() throws Exception {
    topic.add(0, at(0));
    KafkaReader lost = reader(null, true);
    read(lost, 1);
    await(() -> lost.getWatermark().getMillis() == EVENT - 2 * MINUTE);
    KafkaMark mark = stored(lost.getCheckpointMark());
    topic.add(0, at(-121), at(-119));
    read(lost, 2);
    lost.close();
    List<Boolean> places =
        read(reader(mark, true), 2).stream().map(record -> record.raw().isPlace()).toList();
    assertThat(places, is(List.of(false, true)));
  }

  @Test
  void bytesAreKeptOfWhatAJobBeforeHadSettled() throws Exception {
    topic.add(0, at(0), at(-1), at(1));
    topic.commit(0, 1, "v1;w=" + EVENT + ";r=1;s=0");
    List<Boolean> places =
        read(reader(null, true), 3).stream().map(record -> record.raw().isPlace()).toList();
    assertThat(places, is(List.of(true, false, true)));
  }

  @Test
  void jobWithoutStateReadsAgainWhatOpenWindowsNeed() throws Exception {
    topic.add(0, at(0), at(1), at(2), at(3));
    long done = EVENT - 2 * MINUTE;
    topic.commit(0, 2, "v1;w=" + done + ";r=3;s=0");
    KafkaReader reader = reader(null, true);
    List<DecodedRecord> read = read(reader, 4);
    assertThat(
        read.stream().map(record -> record.raw().resumed().readBefore()).toList(),
        is(List.of(true, true, false, false)));
    assertThat(read.get(0).raw().resumed().watermarkMillis(), is(done));
    KafkaMark mark = stored(reader.getCheckpointMark());
    reader.close();
    topic.add(0, at(4));
    DecodedRecord later = read(reader(mark, true), 1).get(0);
    assertThat(later.raw().resumed().watermarkMillis(), is(done));
  }

  @Test
  void whatWasDeletedUnreadIsSkipped() throws Exception {
    topic.add(0, at(0), at(1), at(2), at(3));
    topic.commit(0, 1, "");
    topic.deleteBefore(0, 3);
    assertThat(read(reader(null, false), 1).get(0).raw(), is(RawRecord.placeOf(0, 3)));
  }

  @Test
  void topicMadeAnewIsReadFromItsBeginning() throws Exception {
    topic.add(0, at(0), at(1), at(2));
    KafkaReader reader = reader(null, true);
    read(reader, 3);
    topic.makeAnew(0, at(9));
    assertThat(read(reader, 1).get(0).raw(), is(RawRecord.placeOf(0, 0)));
    assertThat(reader.getCheckpointMark().partitions().get(0).offset(), is(1L));
  }

  @Test
  void addedPartitionIsReadFromItsBeginning() throws Exception {
    topic.add(0, at(0));
    TopicWatch watch = TopicWatch.join(settings(true), topic, () -> now);
    KafkaReader reader = reader(null, true);
    read(reader, 1);
    topic.add(1, at(5));
    watch.lookAgain();
    assertThat(read(reader, 1).get(0).raw(), is(RawRecord.placeOf(1, 0)));
    watch.leave();
  }

  /** The request that many seconds after {@link #EVENT}. */
  private static String at(long seconds) {
    return Records.PERFORMANCE.replace(
        "2026-01-05T12:34:56.789Z", new Instant(EVENT + seconds * 1_000).toString());
  }

  private KafkaReader reader(KafkaMark mark, boolean replays) throws IOException {
    return reader(mark, replays, new KafkaSource(StreamRole.PERFORMANCE));
  }

  private KafkaReader reader(KafkaMark mark, boolean replays, KafkaSource source)
      throws IOException {
    KafkaReader reader = opened(mark, replays, source);
    assertThat(reader.start(), is(false));
    assertThat(reader.advance(), is(false));
    return reader;
  }

  private KafkaReader opened(KafkaMark mark, boolean replays) {
    return opened(mark, replays, new KafkaSource(StreamRole.PERFORMANCE));
  }

  private KafkaReader opened(KafkaMark mark, boolean replays, KafkaSource source) {
    KafkaReader reader = new KafkaReader(source, settings(replays), topic, mark, () -> now);
    open.add(reader);
    return reader;
  }

  private TopicSettings settings(boolean replays) {
    return settings(replays, false);
  }

  private TopicSettings settings(boolean replays, boolean mayBeAbsent) {
    return new TopicSettings(
        "nowhere.invalid:1",
        name,
        "g",
        new WatermarkLimits(2 * MINUTE, 5 * MINUTE),
        FutureLimit.DEFAULT,
        Decoders.standard(10_000),
        Set.of(PerformanceMetrics.class),
        16 * MINUTE,
        500,
        replays,
        null,
        mayBeAbsent,
        new ReportSettings("nowhere.invalid:1", name + ".progress", null));
  }

  private static KafkaSource source(int split, int splits) {
    return new KafkaSource(StreamRole.PERFORMANCE)
        .split(splits, PipelineOptionsFactory.create())
        .get(split);
  }

  private static KafkaMark stored(KafkaMark mark) throws Exception {
    return CoderUtils.clone(KafkaMarkCoder.of(), mark);
  }

  private static List<DecodedRecord> read(KafkaReader reader, int count) throws Exception {
    List<DecodedRecord> read = new ArrayList<>();
    await(
        () -> {
          if (reader.advance()) {
            read.addAll(reader.getCurrent());
          }
          return read.size() >= count;
        });
    assertThat(read.size(), is(count));
    return read;
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.call()) {
      assertThat("in time", System.nanoTime() < deadline, is(true));
      Thread.sleep(2);
    }
  }
}

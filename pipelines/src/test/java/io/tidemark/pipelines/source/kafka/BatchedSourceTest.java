package io.tidemark.pipelines.source.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.CountingSource;
import org.apache.beam.sdk.io.CountingSource.CounterMark;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class BatchedSourceTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();

  /** Times fall, so that the last record of an element is its earliest. */
  private static final SerializableFunction<Long, Instant> FALLING =
      number -> new Instant(1_000_000 - number);

  private final BatchedSource<Long, Long, CounterMark> source =
      batched(CountingSource.unboundedWithTimestampFn(FALLING), 4);

  @Test
  void everyRecordIsInOneElementInOrder() throws IOException {
    List<List<Long>> elements = read(source.createReader(OPTIONS, null), 100);
    assertThat(
        elements.stream().flatMap(List::stream).limit(100).toList(),
        is(LongStream.range(0, 100).boxed().toList()));
    assertThat(
        elements.stream().map(List::size).toList(),
        everyItem(is(both(greaterThan(0)).and(lessThanOrEqualTo(4)))));
  }

  @Test
  void anElementStandsAtTheEarliestOfItsTimes() throws IOException {
    UnboundedReader<List<Long>> reader = source.createReader(OPTIONS, null);
    read(reader, 1);
    for (int i = 0; i < 20; i++) {
      Long last = Collections.max(reader.getCurrent());
      assertThat(reader.getCurrentTimestamp(), is(FALLING.apply(last)));
      reader.advance();
    }
  }

  @Test
  void everyReaderIsPolledTwiceBeforeTheFirstElementOfAny() throws IOException {
    UnboundedReader<List<Long>> reader = source.createReader(OPTIONS, null);
    assertThat(reader.start(), is(false));
    assertThat(reader.advance(), is(false));
    CounterMark mark = (CounterMark) reader.getCheckpointMark();
    assertThat(reader.advance(), is(true));
    assertThat(reader.getCurrent().get(0), is(0L));
    assertThat(read(source.createReader(OPTIONS, mark), 1).get(0).get(0), is(0L));
  }

  @Test
  void aReaderGoesOnAfterTheLastRecordOfTheElementBeforeTheMark() throws IOException {
    UnboundedReader<List<Long>> reader = source.createReader(OPTIONS, null);
    List<List<Long>> before = read(reader, 30);
    List<Long> last = before.get(before.size() - 1);
    CounterMark mark = (CounterMark) reader.getCheckpointMark();
    List<List<Long>> after = read(source.createReader(OPTIONS, mark), 1);
    assertThat(after.get(0).get(0), is(last.get(last.size() - 1) + 1));
  }

  @Test
  void splitsAreThoseOfTheRecords() throws Exception {
    List<BatchedSource<Long, Long, CounterMark>> splits = source.split(3, OPTIONS);
    List<Long> firsts = new ArrayList<>();
    for (UnboundedSource<List<Long>, CounterMark> split : splits) {
      firsts.add(read(split.createReader(OPTIONS, null), 1).get(0).get(0));
    }
    assertThat(firsts, is(List.of(0L, 1L, 2L)));
  }

  @Test
  void recordsAreHandedOnWithTheWatermarkToldBeforeThem() throws IOException {
    UnboundedReader<List<Long>> reader =
        new BatchedSource<>(
                CountingSource.unboundedWithTimestampFn(Instant::new),
                4,
                (number, watermark) -> List.of(watermark.getMillis()),
                VarLongCoder.of())
            .createReader(OPTIONS, new CounterMark(1_000, Instant.now()));
    // A reader that was restored knows the watermark of its mark before it has told one.
    assertThat(read(reader, 1).get(0), everyItem(is(greaterThanOrEqualTo(1_001L))));
    for (int i = 0; i < 20; i++) {
      long told = reader.getWatermark().getMillis();
      reader.advance();
      assertThat(reader.getCurrent(), everyItem(is(told)));
    }
  }

  private static BatchedSource<Long, Long, CounterMark> batched(
      UnboundedSource<Long, CounterMark> numbers, int mostRecords) {
    return new BatchedSource<>(
        numbers, mostRecords, (number, watermark) -> List.of(number), VarLongCoder.of());
  }

  @Test
  void noRecordsInAnElementAreRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> batched(CountingSource.unbounded(), 0));
    assertThat(e.getMessage(), is("records in an element are 0; at least 1 is needed"));
  }

  private static List<List<Long>> read(UnboundedReader<List<Long>> reader, int atLeast)
      throws IOException {
    List<List<Long>> elements = new ArrayList<>();
    int records = 0;
    boolean more = reader.start();
    while (true) {
      if (more) {
        elements.add(reader.getCurrent());
        records += reader.getCurrent().size();
      }
      if (records >= atLeast) {
        return elements;
      }
      more = reader.advance();
    }
  }
}

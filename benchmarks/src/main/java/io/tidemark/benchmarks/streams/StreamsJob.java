package io.tidemark.benchmarks.streams;

import io.tidemark.benchmarks.job.FirstPoll;
import io.tidemark.benchmarks.job.Job;
import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.InputTopic;
import io.tidemark.benchmarks.workload.Parser;
import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.benchmarks.workload.Traffic;
import io.tidemark.benchmarks.workload.Workload;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.feedback.FeedbackAccumulator;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.series.SeriesKey;
import java.time.Duration;
import java.util.Properties;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.Stores;

/**
 * Kafka Streams: windows that speak once they close, in memory, with a topic behind them to restore
 * from, committed as often as Flink makes checkpoints.
 *
 * <p>It reads the events keyed and partitioned by series: without that it would write all of them
 * to a topic of its own first. Its time is that of a partition, so nothing is late that should not.
 */
public final class StreamsJob {
  private static final Duration GRACE = Workload.MAX_DELAY.plus(Workload.ALLOWED_LATENESS);

  /**
   * The store forgets what is older as soon as it takes a later event, and only then are closed
   * sessions looked for: those that are open at the end must outlive the leap to it.
   */
  private static final Duration SESSIONS_KEPT =
      Workload.SESSION_GAP.plus(GRACE.multipliedBy(2)).plus(Traffic.END_AFTER);

  private StreamsJob() {}

  public static Job start(Run run) {
    KafkaStreams streams = new KafkaStreams(topology(run).build(), settings(run));
    streams.start();
    return new Job() {
      @Override
      public void cancel() {
        streams.close(Duration.ofSeconds(30));
        streams.cleanUp();
      }

      @Override
      public boolean hasFailed() {
        return streams.state() == KafkaStreams.State.ERROR;
      }
    };
  }

  private static Properties settings(Run run) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, run.output());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, run.brokers());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, run.directory());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Run.PARALLELISM);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Run.CHECKPOINT_MILLIS);
    // Closed windows are looked for at most this often, and only when a record comes: at its
    // default of a second, the last ones would wait for a record that never does.
    settings.put(StreamsConfig.InternalConfig.EMIT_INTERVAL_MS_KSTREAMS_WINDOWED_AGGREGATION, 0L);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        FirstPoll.class.getName());
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), Run.RECEIVE_BUFFER);
    return settings;
  }

  private static StreamsBuilder topology(Run run) {
    Workload workload = run.workload();
    StreamsBuilder builder = new StreamsBuilder();
    if (workload.hasSessions()) {
      sessions(grouped(builder, run, UserFeedback.class), run);
      return builder;
    }
    KGroupedStream<String, PerformanceMetrics> requests =
        grouped(builder, run, PerformanceMetrics.class);
    if (workload.hasFixed()) {
      TimeWindows windows = TimeWindows.ofSizeAndGrace(workload.fixed(), GRACE);
      write(
          windowed(requests, windows, "fixed")
              .map((key, acc) -> row(Rows.fixed(series(key.key()), acc, start(key), end(key)))),
          run.fixedTopic());
    }
    if (workload.hasSliding()) {
      TimeWindows windows =
          TimeWindows.ofSizeAndGrace(workload.sliding(), GRACE).advanceBy(workload.period());
      write(
          windowed(requests, windows, "sliding")
              .map((key, acc) -> row(Rows.sliding(series(key.key()), acc, start(key), end(key)))),
          run.slidingTopic());
    }
    return builder;
  }

  private static <E extends TelemetryEvent> KGroupedStream<String, E> grouped(
      StreamsBuilder builder, Run run, Class<E> type) {
    Parser parser = new Parser();
    Serde<E> events =
        Serdes.serdeFrom(
            (topic, event) -> {
              throw new UnsupportedOperationException("events are not written");
            },
            (topic, json) -> {
              TelemetryEvent event = parser.parse(json);
              return type.isInstance(event) ? type.cast(event) : null;
            });
    return builder.stream(
            InputTopic.keyed(run.topic()),
            Consumed.with(Serdes.String(), events)
                .withTimestampExtractor(
                    (ConsumerRecord<Object, Object> record, long time) ->
                        ((TelemetryEvent) record.value()).timestampMillis()))
        .groupByKey(Grouped.with(Serdes.String(), events));
  }

  private static KStream<Windowed<String>, PerformanceAccumulator> windowed(
      KGroupedStream<String, PerformanceMetrics> requests, TimeWindows windows, String store) {
    Duration size = Duration.ofMillis(windows.size());
    return requests
        .windowedBy(windows)
        .emitStrategy(EmitStrategy.onWindowClose())
        .aggregate(
            Rows.REQUESTS::create,
            (key, request, acc) -> Rows.add(acc, request),
            Materialized.<String, PerformanceAccumulator>as(
                    Stores.inMemoryWindowStore(
                        store, size.plus(GRACE.multipliedBy(2)), size, false))
                .withKeySerde(Serdes.String())
                .withValueSerde(serde(Rows.REQUESTS.accumulatorCoder())))
        .toStream();
  }

  private static void sessions(KGroupedStream<String, UserFeedback> feedback, Run run) {
    long gap = Workload.SESSION_GAP.toMillis();
    write(
        feedback
            .windowedBy(SessionWindows.ofInactivityGapAndGrace(Workload.SESSION_GAP, GRACE))
            .emitStrategy(EmitStrategy.onWindowClose())
            .aggregate(
                Rows.FEEDBACK::create,
                (key, event, acc) -> Rows.FEEDBACK.add(acc, event, event.timestampMillis()),
                (key, a, b) -> Rows.FEEDBACK.merge(a, b),
                Materialized.<String, FeedbackAccumulator>as(
                        Stores.inMemorySessionStore("sessions", SESSIONS_KEPT))
                    .withKeySerde(Serdes.String())
                    .withValueSerde(serde(Rows.FEEDBACK.accumulatorCoder())))
            .toStream()
            .filter((key, acc) -> acc != null)
            .map(
                (key, acc) ->
                    row(Rows.session(SeriesKey.of(key.key()), acc, start(key), end(key) + gap))),
        run.sessionTopic());
  }

  private static void write(KStream<byte[], byte[]> rows, String topic) {
    rows.to(topic, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
  }

  private static KeyValue<byte[], byte[]> row(Rows.Published row) {
    return KeyValue.pair(row.key(), row.value());
  }

  private static SeriesKey series(String key) {
    int bar = key.indexOf('|');
    return SeriesKey.of(key.substring(0, bar), key.substring(bar + 1));
  }

  private static long start(Windowed<String> key) {
    return key.window().start();
  }

  private static long end(Windowed<String> key) {
    return key.window().end();
  }

  private static <T> Serde<T> serde(Coder<T> coder) {
    Serializer<T> serializer =
        (topic, value) -> {
          try {
            return value == null ? null : CoderUtils.encodeToByteArray(coder, value);
          } catch (CoderException e) {
            throw new IllegalStateException(e);
          }
        };
    Deserializer<T> deserializer =
        (topic, bytes) -> {
          try {
            return bytes == null ? null : CoderUtils.decodeFromByteArray(coder, bytes);
          } catch (CoderException e) {
            throw new IllegalStateException(e);
          }
        };
    return Serdes.serdeFrom(serializer, deserializer);
  }
}

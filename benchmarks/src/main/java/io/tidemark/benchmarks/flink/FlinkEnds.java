package io.tidemark.benchmarks.flink;

import io.tidemark.benchmarks.job.FirstPoll;
import io.tidemark.benchmarks.job.Job;
import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.Parser;
import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.benchmarks.workload.Workload;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.feedback.FeedbackAccumulator;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.IOException;
import java.time.Duration;
import org.apache.beam.runners.flink.translation.types.CoderTypeInformation;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What the native Flink jobs have in common: settings, where events come from, where rows go. */
public final class FlinkEnds {

  private FlinkEnds() {}

  public static StreamExecutionEnvironment environment(Run run) {
    Configuration configuration = new Configuration();
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, "file://" + run.directory() + "/checkpoints");
    run.workload().flinkSettings().forEach(configuration::setString);
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(Run.PARALLELISM, configuration);
    flink.getConfig().enableObjectReuse();
    flink.getConfig().setAutoWatermarkInterval(100);
    flink.getConfig().disableGenericTypes();
    flink.enableCheckpointing(Run.CHECKPOINT_MILLIS);
    return flink;
  }

  /** Events at their event time. */
  public static <E extends TelemetryEvent> DataStream<E> read(
      StreamExecutionEnvironment flink, Run run, EventType<E> type) {
    KafkaSource<E> source =
        KafkaSource.<E>builder()
            .setBootstrapServers(run.brokers())
            .setTopics(run.topic())
            .setGroupId(run.output())
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setProperty(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, FirstPoll.class.getName())
            .setProperty(ConsumerConfig.RECEIVE_BUFFER_CONFIG, Run.RECEIVE_BUFFER)
            .setValueOnlyDeserializer(new EventSchema<>(type))
            .build();
    WatermarkStrategy<E> watermarks =
        WatermarkStrategy.<E>forBoundedOutOfOrderness(Workload.MAX_DELAY)
            .withTimestampAssigner((e, kafkaTime) -> e.timestampMillis())
            .withIdleness(Duration.ofMinutes(5));
    return flink.fromSource(source, watermarks, "Events");
  }

  public static void write(DataStream<Tuple2<byte[], byte[]>> rows, Run run, String topic) {
    rows.sinkTo(
        KafkaSink.<Tuple2<byte[], byte[]>>builder()
            .setBootstrapServers(run.brokers())
            .setRecordSerializer(new RowSchema(topic))
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .build());
  }

  public static Job start(StreamExecutionEnvironment flink) throws Exception {
    JobClient job = flink.executeAsync();
    return new Job() {
      @Override
      public void cancel() throws Exception {
        job.cancel().get();
      }

      @Override
      public boolean hasFailed() throws Exception {
        return job.getJobStatus().get() == JobStatus.FAILED;
      }
    };
  }

  static <T> TypeInformation<T> typeOf(Coder<T> coder) {
    return new CoderTypeInformation<>(coder, PipelineOptionsFactory.create());
  }

  /** Key and value of a row's record. */
  public static final TypeInformation<Tuple2<byte[], byte[]>> ROW_TYPE =
      Types.TUPLE(
          PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
          PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  public static Tuple2<byte[], byte[]> record(Rows.Published row) {
    return Tuple2.of(row.key(), row.value());
  }

  /** The row of a session. */
  static final class SessionRow
      extends ProcessWindowFunction<
          FeedbackAccumulator, Tuple2<byte[], byte[]>, String, TimeWindow> {
    private static final long serialVersionUID = 1;

    @Override
    public void process(
        String session,
        Context context,
        Iterable<FeedbackAccumulator> feedback,
        Collector<Tuple2<byte[], byte[]>> out) {
      TimeWindow window = context.window();
      out.collect(
          record(
              Rows.session(
                  SeriesKey.of(session),
                  feedback.iterator().next(),
                  window.getStart(),
                  window.getEnd())));
    }
  }

  private record RowSchema(String topic)
      implements KafkaRecordSerializationSchema<Tuple2<byte[], byte[]>> {
    private static final long serialVersionUID = 1;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Tuple2<byte[], byte[]> row, KafkaSinkContext context, Long timestamp) {
      return new ProducerRecord<>(topic, row.f0, row.f1);
    }
  }

  private static final class EventSchema<E extends TelemetryEvent>
      implements DeserializationSchema<E> {
    private static final long serialVersionUID = 1;

    private final EventType<E> type;
    private final Parser parser = new Parser();

    EventSchema(EventType<E> type) {
      this.type = type;
    }

    @Override
    public void deserialize(byte[] json, Collector<E> out) {
      TelemetryEvent parsed = parser.parse(json);
      if (type.getTypeClass().isInstance(parsed)) {
        out.collect(type.getTypeClass().cast(parsed));
      }
    }

    @Override
    public E deserialize(byte[] json) throws IOException {
      throw new UnsupportedOperationException("records without an event have no result");
    }

    @Override
    public boolean isEndOfStream(E next) {
      return false;
    }

    @Override
    public TypeInformation<E> getProducedType() {
      return type;
    }
  }
}

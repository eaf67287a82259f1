package io.tidemark.benchmarks.sql;

import io.tidemark.benchmarks.flink.EventType;
import io.tidemark.benchmarks.flink.FlinkEnds;
import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.benchmarks.workload.Workload;
import io.tidemark.change.Identity;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.feedback.FeedbackAccumulator;
import io.tidemark.pipelines.series.SeriesKey;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.functions.AggregateFunction;
import org.apache.flink.types.Row;

/** Sessions of feedback by Flink SQL. */
final class SqlSessions {
  private static final Schema SCHEMA =
      Schema.newBuilder()
          .column("sessionId", DataTypes.STRING())
          .column("millis", DataTypes.BIGINT().notNull())
          .column("rating", DataTypes.DOUBLE())
          .column("liked", DataTypes.BOOLEAN())
          .column("completed", DataTypes.BOOLEAN().notNull())
          .column("edited", DataTypes.BOOLEAN().notNull())
          .column("regenerated", DataTypes.BOOLEAN().notNull())
          .column("saved", DataTypes.BOOLEAN().notNull())
          .column("shared", DataTypes.BOOLEAN().notNull())
          .column("dwellSeconds", DataTypes.DOUBLE())
          .columnByMetadata("rowtime", DataTypes.TIMESTAMP_LTZ(3))
          .watermark("rowtime", "SOURCE_WATERMARK()")
          .build();

  private static final String QUERY =
      """
      SELECT sessionId, window_start, window_end, feedback_stats(
          millis, rating, liked, completed, edited, regenerated, saved, shared, dwellSeconds)
      FROM TABLE(SESSION(
          TABLE feedback PARTITION BY sessionId, DESCRIPTOR(rowtime), INTERVAL '%d' MINUTES))
      GROUP BY sessionId, window_start, window_end
      """;

  private SqlSessions() {}

  static void add(StreamExecutionEnvironment flink, StreamTableEnvironment tables, Run run) {
    DataStream<Answer> feedback =
        FlinkEnds.read(flink, run, EventType.FEEDBACK).map(Answer::of).returns(Answer.class);
    tables.createTemporaryView("feedback", feedback, SCHEMA);
    tables.createTemporarySystemFunction("feedback_stats", FeedbackStats.class);
    SqlFlinkJob.write(
        tables,
        run,
        QUERY.formatted(Workload.SESSION_GAP.toMinutes()),
        new SessionRow(),
        run.sessionTopic());
  }

  /** A row of the table of feedback; public and mutable, as Flink's POJOs must be. */
  public static final class Answer {
    public String sessionId;
    public long millis;
    public Double rating;
    public Boolean liked;
    public boolean completed;
    public boolean edited;
    public boolean regenerated;
    public boolean saved;
    public boolean shared;
    public Double dwellSeconds;

    static Answer of(UserFeedback feedback) {
      Answer answer = new Answer();
      answer.sessionId = feedback.sessionId();
      answer.millis = feedback.timestampMillis();
      answer.rating = feedback.rating();
      answer.liked = feedback.liked();
      answer.completed = feedback.taskCompleted();
      answer.edited = feedback.responseEdited();
      answer.regenerated = feedback.responseRegenerated();
      answer.saved = feedback.responseSaved();
      answer.shared = feedback.responseShared();
      answer.dwellSeconds = feedback.dwellTimeSeconds();
      return answer;
    }
  }

  /** The accumulator as a SQL function. */
  @FunctionHint(
      accumulator =
          @DataTypeHint(
              value = "RAW",
              bridgedTo = FeedbackAccumulator.class,
              rawSerializer = AccumulatorSerializer.OfFeedback.class),
      output =
          @DataTypeHint(
              value = "RAW",
              bridgedTo = FeedbackAccumulator.class,
              rawSerializer = AccumulatorSerializer.OfFeedback.class))
  public static final class FeedbackStats
      extends AggregateFunction<FeedbackAccumulator, FeedbackAccumulator> {
    private static final long serialVersionUID = 1;

    @Override
    public FeedbackAccumulator createAccumulator() {
      return Rows.FEEDBACK.create();
    }

    /** Found by its name. */
    public void accumulate(
        FeedbackAccumulator feedback,
        long millis,
        Double rating,
        Boolean liked,
        boolean completed,
        boolean edited,
        boolean regenerated,
        boolean saved,
        boolean shared,
        Double dwellSeconds) {
      Rows.ANSWERS.add(
          feedback,
          new io.tidemark.pipelines.feedback.Feedback(
              Identity.of(0),
              rating,
              liked,
              completed,
              edited,
              regenerated,
              saved,
              shared,
              dwellSeconds),
          millis);
    }

    /** Found by its name. */
    public void merge(FeedbackAccumulator feedback, Iterable<FeedbackAccumulator> others) {
      others.forEach(other -> Rows.ANSWERS.merge(feedback, other));
    }

    @Override
    public FeedbackAccumulator getValue(FeedbackAccumulator feedback) {
      return feedback;
    }
  }

  private static final class SessionRow implements MapFunction<Row, Tuple2<byte[], byte[]>> {
    private static final long serialVersionUID = 1;

    @Override
    public Tuple2<byte[], byte[]> map(Row row) {
      return FlinkEnds.record(
          Rows.session(
              SeriesKey.of(row.<String>getFieldAs(0)),
              row.getFieldAs(3),
              SqlFlinkJob.millis(row, 1),
              SqlFlinkJob.millis(row, 2)));
    }
  }
}

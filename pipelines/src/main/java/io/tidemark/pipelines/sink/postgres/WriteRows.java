package io.tidemark.pipelines.sink.postgres;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import io.tidemark.pipelines.options.History;
import io.tidemark.pipelines.row.Entry;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.RowCoder;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import io.tidemark.pipelines.sink.postgres.RowWriter.Rejected;
import io.tidemark.pipelines.sink.postgres.RowWriter.Written;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Applies a changelog to a table. Afterwards the table has, for each key and window, the current
 * row or none.
 *
 * <p>{@code INSERT} and {@code UPDATE_AFTER} upsert, {@code DELETE} deletes, and {@code
 * UPDATE_BEFORE} needs nothing because its {@code UPDATE_AFTER} follows. The output has the rows
 * that the database refused for their content, as dead letters of reason {@code REJECTED} whose
 * original is the row as JSON and whose offset is a hash of its primary key, so that the same row
 * refused again is the same dead letter.
 *
 * <p>The changes of a key are written in their order, and a write replaces only an older version,
 * so a replay after a crash converges to the same rows. One case is not guarded: a deleted row
 * leaves no trace, so a worker that was given up for dead but still writes can bring it back, until
 * the next change of its key and window.
 *
 * <p>{@link #withProgress} also writes how far the rows are written: the watermark that has passed
 * this step, in the transaction of the last rows that came before it. Only the writing step can say
 * it: a marker behind it may overtake the rows that its bundle has in hand.
 *
 * <p>Cost: one transaction for at most {@value #BATCH_SIZE} rows, and one at the end of each
 * bundle. While the database is away the bundle waits, up to {@link JdbcConfig#giveUpAfter}.
 *
 * @param <O> the value of a window
 */
public final class WriteRows<O>
    extends PTransform<PCollection<KV<SeriesKey, Change<O>>>, PCollectionTuple> {

  /** The rows that the database has refused for their content. */
  public static final TupleTag<DeadLetter> REJECTED = new TupleTag<>() {};

  /**
   * The rows that were deleted because newer ones have made them stale; see {@link #withSessions}.
   */
  public static final TupleTag<Row> STALE = new TupleTag<>() {};

  private static final int BATCH_SIZE = 500;

  private final Table<O> table;
  private final JdbcConfig database;
  private final @Nullable SessionSpan sessions;
  private final History history;
  private final long firstVersion;
  private final @Nullable Duration changesFor;

  private WriteRows(
      Table<O> table,
      JdbcConfig database,
      @Nullable SessionSpan sessions,
      History history,
      long firstVersion,
      @Nullable Duration changesFor) {
    this.table = table;
    this.database = database;
    this.sessions = sessions;
    this.history = history;
    this.firstVersion = firstVersion;
    this.changesFor = changesFor;
  }

  /**
   * Returns a transform that writes to this table of this database, and keeps settled revisions.
   */
  public static <O> WriteRows<O> to(Table<O> table, JdbcConfig database) {
    return new WriteRows<>(
        Objects.requireNonNull(table, "table"),
        Objects.requireNonNull(database, "database"),
        null,
        History.SETTLED,
        0,
        null);
  }

  /**
   * Keeps these revisions of rows, each written by the statement that writes or deletes its row. A
   * value that is stated again after a restart is a revision with a newer version.
   */
  public WriteRows<O> withHistory(History history) {
    return new WriteRows<>(
        table,
        database,
        sessions,
        Objects.requireNonNull(history, "history"),
        firstVersion,
        changesFor);
  }

  /**
   * Makes each row also delete the older rows of its key whose events overlap its own. They are
   * left from before a crash, when the same events had formed other sessions, and no change
   * withdraws them. Those rows are output as {@link #STALE}.
   */
  public WriteRows<O> withSessions(SessionSpan sessions) {
    return new WriteRows<>(
        table,
        database,
        Objects.requireNonNull(sessions, "sessions"),
        history,
        firstVersion,
        changesFor);
  }

  /**
   * Makes the run fail with {@link StandingRow} rather than replace a row of an earlier run by one
   * with other values. A row with the same values is replaced, so a run can be repeated.
   *
   * @param firstVersion microseconds of processing time at which this run began: rows of lower
   *     versions are of earlier runs
   */
  public WriteRows<O> withRowsKeptFromBefore(long firstVersion) {
    return new WriteRows<>(table, database, sessions, history, firstVersion, changesFor);
  }

  /**
   * Says in the table {@code progress}, every second, how far the rows are written. By default
   * nothing is said.
   *
   * <p>The step then has a watermark for each of {@value WriterShard#SHARDS} shards of the series,
   * also if no row ever comes. What a run over bounded input says never replaces what stands: it
   * may be of a job that goes on.
   *
   * @param changesFor event time after the end of a window in which its row may still change: the
   *     allowed lateness, and for sessions {@link SessionSpan#changesFor}
   * @throws IllegalArgumentException if the table does not say what computes its rows
   */
  public WriteRows<O> withProgress(Duration changesFor) {
    if (table.computation() == null) {
      throw new IllegalArgumentException(
          "table "
              + table.name()
              + " has no computation, so its progress has no name: call withComputation(...) first");
    }
    return new WriteRows<>(table, database, sessions, history, firstVersion, changesFor);
  }

  /** Returns whether {@link #STALE} may have rows. */
  public boolean deletesStaleRows() {
    return sessions != null;
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<SeriesKey, Change<O>>> changes) {
    StreamProgress progress = progress(changes.isBounded());
    PCollection<KV<Long, @Nullable KV<SeriesKey, Change<O>>>> shards =
        changes
            .apply("IntoOneWindow", Window.into(new GlobalWindows()))
            .apply("IntoShards", ParDo.of(new IntoShardsFn<O>()))
            .setCoder(shardCoder(changes.getCoder()));
    if (progress != null) {
      shards =
          PCollectionList.of(shards)
              .and(
                  changes
                      .getPipeline()
                      // Not an impulse, whose operator has no name to be found by in a savepoint.
                      .apply("Begin", Create.of((long) WriterShard.SHARDS).alwaysUseRead())
                      .apply("NameShards", ParDo.of(new NameShardsFn<O>()))
                      .setCoder(shards.getCoder()))
              .apply("FlattenShards", Flatten.pCollections());
    }
    PCollectionTuple written =
        shards.apply(
            "Upsert",
            ParDo.of(new WriteRowsFn<>(this, progress))
                .withOutputTags(REJECTED, TupleTagList.of(STALE)));
    written.get(REJECTED).setCoder(DeadLetterCoder.of());
    written.get(STALE).setCoder(RowCoder.of(table));
    return written;
  }

  private @Nullable StreamProgress progress(IsBounded bounded) {
    return changesFor == null
        ? null
        : new StreamProgress(
            Objects.requireNonNull(table.computation(), "computation"),
            changesFor.getMillis(),
            bounded == IsBounded.BOUNDED);
  }

  private static <T> Coder<KV<Long, @Nullable T>> shardCoder(Coder<T> coder) {
    return KvCoder.of(VarLongCoder.of(), NullableCoder.of(coder));
  }

  private static final class IntoShardsFn<O>
      extends DoFn<KV<SeriesKey, Change<O>>, KV<Long, @Nullable KV<SeriesKey, Change<O>>>> {
    @ProcessElement
    public void assign(
        @Element KV<SeriesKey, Change<O>> change,
        OutputReceiver<KV<Long, @Nullable KV<SeriesKey, Change<O>>>> shards) {
      shards.output(KV.of((long) WriterShard.of(change.getKey()), change));
    }
  }

  /** Outputs each shard of so many once, without a change. */
  private static final class NameShardsFn<O>
      extends DoFn<Long, KV<Long, @Nullable KV<SeriesKey, Change<O>>>> {
    @ProcessElement
    public void name(
        @Element Long count, OutputReceiver<KV<Long, @Nullable KV<SeriesKey, Change<O>>>> shards) {
      for (long shard = 0; shard < count; shard++) {
        shards.output(KV.of(shard, null));
      }
    }
  }

  /**
   * Collects the rows of a bundle. Its key is the shard, so a series is never in two bundles at
   * once.
   *
   * <p>When the timer of a shard fires, every row of the shard that was output before the watermark
   * it reports is in the buffer or written. On Flink (2.70) the elements and watermarks of a
   * channel keep their order, and no step lets a watermark pass while its bundle is open. The
   * Direct runner holds the watermark back for elements that are on their way, late ones too.
   * Dataflow promises it for elements that are not late.
   */
  @SuppressWarnings("UnusedMethod") // Beam calls them by their annotations.
  private static final class WriteRowsFn<O>
      extends DoFn<KV<Long, @Nullable KV<SeriesKey, Change<O>>>, DeadLetter> {

    private static final Counter UPSERTED = Metrics.counter("tidemark", "rows_upserted");
    private static final Counter DELETED = Metrics.counter("tidemark", "rows_deleted");
    private static final Counter REFUSED = Metrics.counter("tidemark", "rows_rejected");
    private static final Counter STALE_DELETED = Metrics.counter("tidemark", "rows_stale_deleted");
    private static final Counter RETRIES = Metrics.counter("tidemark", "write_retries");

    /** Event time after which a shard says again how far it is. */
    private static final long STEP_MILLIS = 1_000;

    /**
     * Fires when the watermark has passed one more step. It holds the output watermark only at the
     * end of time, so that no runner ends the job before every shard has said that its input has.
     */
    @TimerId("passed")
    private final TimerSpec passedSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    /** Fires when a shard that has just spoken may speak again. */
    @TimerId("rested")
    private final TimerSpec restedSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    private final Table<O> table;
    private final JdbcConfig database;
    private final @Nullable SessionSpan sessions;
    private final History history;
    private final long firstVersion;
    private final @Nullable StreamProgress stream;

    private transient ConnectionPool.@Nullable Lease pool;
    private transient RowWriter<O> writer;
    private transient ShardProgress progress;
    private transient List<Row> buffer;
    private transient List<DeadLetter> rejected;
    private transient List<Row> stale;

    WriteRowsFn(WriteRows<O> rows, @Nullable StreamProgress stream) {
      this.table = rows.table;
      this.database = rows.database;
      this.sessions = rows.sessions;
      this.history = rows.history;
      this.firstVersion = rows.firstVersion;
      this.stream = stream;
    }

    @Setup
    public void openPool() {
      ConnectionPool.Lease lease = ConnectionPool.lease(database);
      pool = lease;
      Retry retry = Retry.of(database, RETRIES::inc);
      writer =
          new RowWriter<>(table, sessions, lease::connection, retry, history, firstVersion, stream);
      progress = new ShardProgress();
    }

    @StartBundle
    public void startBundle() {
      progress.startBundle();
      buffer = new ArrayList<>();
      rejected = new ArrayList<>();
      stale = new ArrayList<>();
    }

    @ProcessElement
    public void add(
        @Element KV<Long, @Nullable KV<SeriesKey, Change<O>>> element,
        @Timestamp Instant timestamp,
        @TimerId("passed") Timer passed)
        throws SQLException, IOException {
      int shard = element.getKey().intValue();
      KV<SeriesKey, Change<O>> change = element.getValue();
      if (change == null) {
        await(passed, BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis());
      } else if (change.getValue().kind() != ChangeKind.UPDATE_BEFORE) {
        if (stream != null && !stream.bounded() && progress.isNew(shard)) {
          speakFirst(shard, passed.getCurrentRelativeTime(), timestamp);
        }
        add(table.row(Entry.of(change.getKey(), change.getValue())));
      }
    }

    /**
     * Beam's portable harness does not know the watermark here, and gives the time of the element.
     * There instances come and go, which does not mean a restart.
     */
    private void speakFirst(int shard, Instant watermark, Instant elementTime) {
      if (watermark.equals(BoundedWindow.TIMESTAMP_MIN_VALUE)) {
        progress.passed(shard, ShardProgress.UNKNOWN);
      } else if (!watermark.equals(elementTime)) {
        progress.passed(shard, watermark.getMillis());
      }
    }

    private void add(Row row) throws SQLException, IOException {
      buffer.add(row);
      if (buffer.size() >= BATCH_SIZE) {
        write();
      }
    }

    @OnTimer("passed")
    public void passed(
        OnTimerContext context,
        @Key Long key,
        @TimerId("passed") Timer passed,
        @TimerId("rested") Timer rested) {
      int shard = key.intValue();
      Instant fired = context.fireTimestamp();
      Instant reported = passed.getCurrentRelativeTime();
      // The watermark has at least passed the time of the timer, even if it is not reported.
      long watermark = Math.max(fired.getMillis() + 1, reported.getMillis());
      if (reported.equals(fired)) {
        progress.passed(shard, watermark);
      } else if (!progress.passed(shard, watermark, rested.getCurrentRelativeTime().getMillis())) {
        rested.withNoOutputTimestamp().set(Instant.ofEpochMilli(progress.restsUntil(shard)));
      }
      if (watermark < ShardProgress.LAST_MILLIS) {
        await(passed, Math.min(watermark + STEP_MILLIS, ShardProgress.LAST_MILLIS));
      }
    }

    private static void await(Timer passed, long watermarkMillis) {
      passed
          .withOutputTimestamp(Instant.ofEpochMilli(ShardProgress.LAST_MILLIS))
          .set(Instant.ofEpochMilli(watermarkMillis));
    }

    @OnTimer("rested")
    public void rested(
        @Key Long key, @TimerId("passed") Timer passed, @TimerId("rested") Timer rested) {
      progress.passed(
          key.intValue(),
          passed.getCurrentRelativeTime().getMillis(),
          rested.getCurrentRelativeTime().getMillis());
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) throws SQLException, IOException {
      write();
      for (DeadLetter letter : rejected) {
        context.output(REJECTED, letter, timestamp(letter), GlobalWindow.INSTANCE);
      }
      for (Row row : stale) {
        context.output(STALE, row, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
      }
    }

    @Teardown
    public void closePool() {
      if (pool != null) {
        pool.close();
      }
    }

    private void write() throws SQLException, IOException {
      Written written = writer.write(buffer, progress.take());
      buffer.clear();
      UPSERTED.inc(written.upserted());
      DELETED.inc(written.deleted());
      STALE_DELETED.inc(written.stale().size());
      stale.addAll(written.stale());
      REFUSED.inc(written.rejected().size());
      for (Rejected rejection : written.rejected()) {
        rejected.add(RejectedRow.of(table, rejection));
      }
    }

    private static Instant timestamp(DeadLetter letter) {
      Long millis = letter.eventTimeMillis();
      Instant eventTime =
          millis == null ? BoundedWindow.TIMESTAMP_MIN_VALUE : Instant.ofEpochMilli(millis);
      Instant latest = GlobalWindow.INSTANCE.maxTimestamp();
      if (eventTime.isBefore(BoundedWindow.TIMESTAMP_MIN_VALUE)) {
        return BoundedWindow.TIMESTAMP_MIN_VALUE;
      }
      return eventTime.isAfter(latest) ? latest : eventTime;
    }
  }
}

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
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.checkerframework.checker.nullness.qual.Nullable;
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

  private WriteRows(
      Table<O> table,
      JdbcConfig database,
      @Nullable SessionSpan sessions,
      History history,
      long firstVersion) {
    this.table = table;
    this.database = database;
    this.sessions = sessions;
    this.history = history;
    this.firstVersion = firstVersion;
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
        0);
  }

  /**
   * Keeps these revisions of rows, each written by the statement that writes or deletes its row. A
   * value that is stated again after a restart is a revision with a newer version.
   */
  public WriteRows<O> withHistory(History history) {
    return new WriteRows<>(
        table, database, sessions, Objects.requireNonNull(history, "history"), firstVersion);
  }

  /**
   * Makes each row also delete the older rows of its key whose events overlap its own. They are
   * left from before a crash, when the same events had formed other sessions, and no change
   * withdraws them. Those rows are output as {@link #STALE}.
   */
  public WriteRows<O> withSessions(SessionSpan sessions) {
    return new WriteRows<>(
        table, database, Objects.requireNonNull(sessions, "sessions"), history, firstVersion);
  }

  /**
   * Makes the run fail with {@link StandingRow} rather than replace a row of an earlier run by one
   * with other values. A row with the same values is replaced, so a run can be repeated.
   *
   * @param firstVersion microseconds of processing time at which this run began: rows of lower
   *     versions are of earlier runs
   */
  public WriteRows<O> withRowsKeptFromBefore(long firstVersion) {
    return new WriteRows<>(table, database, sessions, history, firstVersion);
  }

  /** Returns whether {@link #STALE} may have rows. */
  public boolean deletesStaleRows() {
    return sessions != null;
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<SeriesKey, Change<O>>> changes) {
    PCollectionTuple written =
        changes
            .apply("IntoOneWindow", Window.into(new GlobalWindows()))
            .apply(
                "Upsert",
                ParDo.of(new WriteRowsFn<>(this)).withOutputTags(REJECTED, TupleTagList.of(STALE)));
    written.get(REJECTED).setCoder(DeadLetterCoder.of());
    written.get(STALE).setCoder(RowCoder.of(table));
    return written;
  }

  /**
   * Collects the rows of a bundle. It is stateful so that a key is never in two bundles at once.
   */
  @SuppressWarnings("UnusedMethod") // Beam calls them by their annotations.
  private static final class WriteRowsFn<O> extends DoFn<KV<SeriesKey, Change<O>>, DeadLetter> {

    private static final Counter UPSERTED = Metrics.counter("tidemark", "rows_upserted");
    private static final Counter DELETED = Metrics.counter("tidemark", "rows_deleted");
    private static final Counter REFUSED = Metrics.counter("tidemark", "rows_rejected");
    private static final Counter STALE_DELETED = Metrics.counter("tidemark", "rows_stale_deleted");
    private static final Counter RETRIES = Metrics.counter("tidemark", "write_retries");

    /**
     * Never written. Its declaration makes a runner process the elements of a key one after the
     * other.
     */
    @StateId("order")
    @SuppressWarnings("unused")
    private final StateSpec<ValueState<Boolean>> order = StateSpecs.value();

    private final Table<O> table;
    private final JdbcConfig database;
    private final @Nullable SessionSpan sessions;
    private final History history;
    private final long firstVersion;

    private transient ConnectionPool.@Nullable Lease pool;
    private transient RowWriter<O> writer;
    private transient List<Row> buffer;
    private transient List<DeadLetter> rejected;
    private transient List<Row> stale;

    WriteRowsFn(WriteRows<O> rows) {
      this.table = rows.table;
      this.database = rows.database;
      this.sessions = rows.sessions;
      this.history = rows.history;
      this.firstVersion = rows.firstVersion;
    }

    @Setup
    public void openPool() {
      ConnectionPool.Lease lease = ConnectionPool.lease(database);
      pool = lease;
      Retry retry = Retry.of(database, RETRIES::inc);
      writer = new RowWriter<>(table, sessions, lease::connection, retry, history, firstVersion);
    }

    @StartBundle
    public void startBundle() {
      buffer = new ArrayList<>();
      rejected = new ArrayList<>();
      stale = new ArrayList<>();
    }

    @ProcessElement
    public void add(
        @Element KV<SeriesKey, Change<O>> element,
        @StateId("order") ValueState<Boolean> unusedOrder)
        throws SQLException, IOException {
      if (element.getValue().kind() == ChangeKind.UPDATE_BEFORE) {
        return;
      }
      buffer.add(table.row(Entry.of(element.getKey(), element.getValue())));
      if (buffer.size() >= BATCH_SIZE) {
        write();
      }
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
      Written written = writer.write(buffer);
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

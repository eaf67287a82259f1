package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.ProcessorInstance;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Keeps dead letters in the table {@code dead_letter}: the original bytes, the event time, and why
 * and where each was set aside. One whose id is in the table already is not added again, so a
 * replay after a crash adds nothing.
 */
public final class WriteDeadLetters extends PTransform<PCollection<DeadLetter>, PDone> {

  private static final int BATCH_SIZE = 500;

  /** 4 MiB, in bytes: what the originals of a batch may have before the last is added to them. */
  private static final int BATCH_BYTES = 1 << 22;

  private final JdbcConfig database;

  private WriteDeadLetters(JdbcConfig database) {
    this.database = database;
  }

  /** Returns a transform that writes to this database. */
  public static WriteDeadLetters to(JdbcConfig database) {
    return new WriteDeadLetters(Objects.requireNonNull(database, "database"));
  }

  @Override
  public PDone expand(PCollection<DeadLetter> letters) {
    letters.apply("Insert", ParDo.of(new WriteDeadLettersFn(database)));
    return PDone.in(letters.getPipeline());
  }

  /**
   * Collects the dead letters of a bundle and writes them in transactions of at most {@value
   * #BATCH_SIZE}, to which none is added once they have {@value #BATCH_BYTES} bytes.
   */
  @SuppressWarnings("UnusedMethod") // Beam calls them by their annotations.
  private static final class WriteDeadLettersFn extends DoFn<DeadLetter, Void> {

    private static final Counter RECORDED = Metrics.counter("tidemark", "dead_letters_recorded");
    private static final Counter RETRIES = Metrics.counter("tidemark", "write_retries");

    private final JdbcConfig database;

    private transient ConnectionPool.@Nullable Lease pool;
    private transient DeadLetterWriter writer;
    private transient List<DeadLetter> buffer;
    private transient long bytes;

    WriteDeadLettersFn(JdbcConfig database) {
      this.database = database;
    }

    @Setup
    public void openPool() {
      ConnectionPool.Lease lease = ConnectionPool.lease(database);
      pool = lease;
      Retry retry = Retry.of(database, RETRIES::inc);
      writer =
          new DeadLetterWriter(
              lease::connection, retry, System::currentTimeMillis, ProcessorInstance.name());
    }

    @StartBundle
    public void startBundle() {
      buffer = new ArrayList<>();
      bytes = 0;
    }

    @ProcessElement
    public void add(@Element DeadLetter letter) throws SQLException, IOException {
      buffer.add(letter);
      bytes += letter.original().length;
      if (buffer.size() >= BATCH_SIZE || bytes >= BATCH_BYTES) {
        write();
      }
    }

    @FinishBundle
    public void write() throws SQLException, IOException {
      RECORDED.inc(writer.write(buffer));
      buffer.clear();
      bytes = 0;
    }

    @Teardown
    public void closePool() {
      if (pool != null) {
        pool.close();
      }
    }
  }
}

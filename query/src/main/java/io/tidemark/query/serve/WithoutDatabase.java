package io.tidemark.query.serve;

import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.read.Answer;
import io.tidemark.query.read.HistorySource;
import io.tidemark.query.read.RowSource;
import io.tidemark.query.read.SeriesSource;
import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.read.WithdrawnSource;
import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a service without a database answers where only the database would know: that it has none.
 * Nothing is answered in part.
 *
 * @param reports the newest report of each partition
 */
record WithoutDatabase(Supplier<List<PartitionReport>> reports)
    implements RowSource, HistorySource, WithdrawnSource, SeriesSource, ProgressView {

  private static StoreUnavailableException none(String what) {
    return new StoreUnavailableException(
        what + " in the database, and this service has none: it was started without --jdbcUrl",
        null);
  }

  @Override
  public String tier() {
    return "cold";
  }

  @Override
  public boolean covers(Stream stream, long millis) {
    return true;
  }

  @Override
  public Answer<RowPage> list(RowQuery query) {
    throw none("rows that are older than those in memory are");
  }

  @Override
  public Answer<Optional<StoredRow>> find(Stream stream, RowKey key) {
    throw none("a row that is older than those in memory is");
  }

  @Override
  public Range range(Stream stream) {
    throw none("the history is");
  }

  @Override
  public RowPage list(RowQuery query, long asOfMicros) {
    throw none("the history is");
  }

  @Override
  public Optional<StoredRow> find(Stream stream, RowKey key, long asOfMicros) {
    throw none("the history is");
  }

  @Override
  public List<RevisionEntry> revisions(Stream stream, RowKey key, long afterVersion, int limit) {
    throw none("the history is");
  }

  @Override
  public Optional<RowKey> absorbedBy(RevisionEntry deleted) {
    throw none("the history is");
  }

  @Override
  public List<RevisionEntry> withdrawn(RowQuery query) {
    throw none("what was withdrawn is");
  }

  @Override
  public Answer<Page> list(SeriesSource.Query query) {
    throw none("the list of series is");
  }

  @Override
  public StreamProgress of(Stream stream) {
    return new StreamProgress(stream, null, null, null, null, StreamProgress.Source.UNKNOWN, 0);
  }

  @Override
  public List<PartitionReport> partitions() {
    return reports.get();
  }

  @Override
  public boolean isStale() {
    return false;
  }
}

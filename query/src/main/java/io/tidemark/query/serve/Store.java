package io.tidemark.query.serve;

import io.tidemark.query.feed.Snapshot;
import io.tidemark.query.postgres.Computations;
import io.tidemark.query.postgres.Database;
import io.tidemark.query.postgres.DatabaseSettings;
import io.tidemark.query.postgres.PostgresRows;
import io.tidemark.query.postgres.PostgresSeries;
import io.tidemark.query.postgres.ProgressTable;
import io.tidemark.query.postgres.RecentRows;
import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.read.HistorySource;
import io.tidemark.query.read.RowSource;
import io.tidemark.query.read.SeriesSource;
import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.read.WithdrawnSource;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is known by the database, or that there is none.
 *
 * @param database null if there is none, as is the snapshot
 */
record Store(
    @Nullable Database database,
    @Nullable Snapshot snapshot,
    RowSource rows,
    HistorySource history,
    WithdrawnSource withdrawn,
    SeriesSource series,
    ProgressView progress)
    implements AutoCloseable {

  /**
   * Opens the database of the settings.
   *
   * @param reports the newest report of each partition
   * @param say tells the user what is not as it should be
   * @throws IllegalStateException if its schema is of another version
   */
  static Store open(
      Settings.@Nullable Database settings,
      Supplier<List<PartitionReport>> reports,
      InstantSource clock,
      Consumer<String> say) {
    if (settings == null) {
      WithoutDatabase none = new WithoutDatabase(reports);
      return new Store(null, null, none, none, none, none, none);
    }
    Database database =
        Database.open(
            DatabaseSettings.of(settings.jdbcUrl())
                .withUser(settings.user())
                .withPasswordFile(settings.passwordFile()));
    try {
      database.checkVersion();
    } catch (StoreUnavailableException e) {
      say.accept("the database does not answer, and is tried again: " + e.getMessage());
    }
    Computations computations = new Computations(database);
    RecentRows recent = new RecentRows(database, computations);
    ProgressTable progress = new ProgressTable(database, computations, reports);
    progress.start();
    WithoutDatabase history = new WithoutDatabase(reports);
    return new Store(
        database,
        recent::read,
        new PostgresRows(database, computations, clock),
        history,
        history,
        new PostgresSeries(database, computations, clock),
        progress);
  }

  @Override
  public void close() {
    if (progress instanceof ProgressTable table) {
      table.close();
    }
    if (database != null) {
      database.close();
    }
  }
}

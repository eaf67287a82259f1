package io.tidemark.query.http;

import io.tidemark.query.feed.Position;
import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.read.Answer;
import io.tidemark.query.read.Freshness;
import io.tidemark.query.read.HistorySource;
import io.tidemark.query.read.RowSource;
import io.tidemark.query.read.SeriesSource;
import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.read.Tiers;
import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.SeriesDimensions;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.checkerframework.checker.nullness.qual.Nullable;

/** All that the API asks, in memory: rows that stand, their history, and progress, set by tests. */
final class Memory implements ProgressView, HistorySource, SeriesSource {
  final Map<Stream, ConcurrentSkipListMap<RowKey, StoredRow>> rows = new EnumMap<>(Stream.class);
  final List<RevisionEntry> history = new CopyOnWriteArrayList<>();
  final List<PartitionReport> partitions = new CopyOnWriteArrayList<>();
  volatile @Nullable Long watermark;
  volatile Position position = Position.NONE.with("tidemark.performance", 0, 7);
  volatile long lagMillis;
  volatile long hotFrom = Long.MAX_VALUE;
  volatile boolean databaseIsAway;
  volatile Readiness.State ready = new Readiness.State(true, Map.of("feed", "live"), List.of());

  Memory() {
    for (Stream stream : Stream.values()) {
      rows.put(stream, new ConcurrentSkipListMap<>());
    }
  }

  void put(StoredRow row) {
    rows.get(row.stream()).put(row.key(), row);
  }

  Sources sources() {
    return new Sources(
        new Tiers(List.of(new Tier("hot"), new Tier("cold"))),
        this,
        this::withdrawn,
        this,
        this,
        () -> position,
        () -> ready,
        Map.of(Stream.PERFORMANCE, Set.of("perf-metrics")));
  }

  private final class Tier implements RowSource {
    private final String name;

    Tier(String name) {
      this.name = name;
    }

    @Override
    public String tier() {
      return name;
    }

    @Override
    public boolean covers(Stream stream, long millis) {
      return name.equals("cold") || millis >= hotFrom;
    }

    @Override
    public Answer<RowPage> list(RowQuery query) {
      return new Answer<>(page(rows.get(query.stream()).values(), query), freshness());
    }

    @Override
    public Answer<Optional<StoredRow>> find(Stream stream, RowKey key) {
      return new Answer<>(Optional.ofNullable(rows.get(stream).get(key)), freshness());
    }

    private Freshness freshness() {
      if (name.equals("hot")) {
        return new Freshness(Rows.NOON, position, lagMillis, name, databaseIsAway);
      }
      answers();
      return new Freshness(Rows.NOON, Position.NONE, lagMillis, name, false);
    }
  }

  private static RowPage page(Iterable<StoredRow> all, RowQuery query) {
    Comparator<StoredRow> order = Comparator.comparing(StoredRow::key);
    Comparator<StoredRow> asked = query.ascending() ? order : order.reversed();
    List<StoredRow> found = new ArrayList<>();
    for (StoredRow row : all) {
      boolean beyond =
          query.after() == null
              || (query.ascending()
                  ? row.key().compareTo(query.after()) > 0
                  : row.key().compareTo(query.after()) < 0);
      if (beyond && query.matches(row, SeriesDimensions.of(row.key().key()))) {
        found.add(row);
      }
    }
    found.sort(asked);
    boolean more = found.size() > query.limit();
    return new RowPage(more ? List.copyOf(found.subList(0, query.limit())) : found, more);
  }

  private void answers() {
    if (databaseIsAway) {
      throw new StoreUnavailableException("the database is away", new IOException("secret"));
    }
  }

  @Override
  public Range range(Stream stream) {
    answers();
    return new Range(Rows.NOON * 1000, (Rows.NOON + 60 * Rows.MINUTE) * 1000);
  }

  @Override
  public RowPage list(RowQuery query, long asOfMicros) {
    answers();
    return page(stood(query.stream(), asOfMicros).values(), query);
  }

  @Override
  public Optional<StoredRow> find(Stream stream, RowKey key, long asOfMicros) {
    answers();
    return Optional.ofNullable(stood(stream, asOfMicros).get(key));
  }

  private Map<RowKey, StoredRow> stood(Stream stream, long asOfMicros) {
    Map<RowKey, StoredRow> standing = new LinkedHashMap<>();
    for (RevisionEntry entry : history) {
      if (entry.row().stream() == stream && entry.recordedAt() <= asOfMicros) {
        if (entry.deleted()) {
          standing.remove(entry.row().key());
        } else {
          standing.put(entry.row().key(), entry.row());
        }
      }
    }
    return standing;
  }

  @Override
  public List<RevisionEntry> revisions(Stream stream, RowKey key, long afterVersion, int limit) {
    answers();
    return history.stream()
        .filter(entry -> entry.row().stream() == stream && entry.row().key().equals(key))
        .filter(entry -> entry.row().version() > afterVersion)
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<RowKey> absorbedBy(RevisionEntry deleted) {
    RowKey gone = deleted.row().key();
    return history.stream()
        .map(entry -> entry.row().key())
        .filter(key -> key.key().equals(gone.key()) && !key.equals(gone))
        .filter(key -> key.start() <= gone.start() && key.end() >= gone.end())
        .findFirst();
  }

  private List<RevisionEntry> withdrawn(RowQuery query) {
    answers();
    List<StoredRow> deleted =
        history.stream().filter(RevisionEntry::deleted).map(RevisionEntry::row).toList();
    List<StoredRow> asked =
        page(deleted, query).rows().stream()
            .filter(row -> !rows.get(row.stream()).containsKey(row.key()))
            .toList();
    return asked.stream()
        .map(
            row ->
                history.stream()
                    .filter(e -> e.deleted() && e.row() == row)
                    .findFirst()
                    .orElseThrow())
        .toList();
  }

  @Override
  public Answer<Page> list(Query query) {
    answers();
    List<String> keys =
        rows.get(query.stream()).keySet().stream()
            .map(RowKey::key)
            .distinct()
            .sorted()
            .filter(key -> key.startsWith(query.prefix()))
            .filter(key -> query.after() == null || key.compareTo(query.after()) > 0)
            .filter(
                key ->
                    SeriesDimensions.of(key).entrySet().containsAll(query.dimensions().entrySet()))
            .toList();
    List<Series> found =
        keys.stream().limit(query.limit()).map(key -> series(query.stream(), key)).toList();
    return new Answer<>(
        new Page(found, keys.size() > found.size()),
        new Freshness(Rows.NOON, Position.NONE, 0, "cold", false));
  }

  private Series series(Stream stream, String key) {
    List<StoredRow> all =
        rows.get(stream).values().stream().filter(row -> row.key().key().equals(key)).toList();
    StoredRow last = all.get(all.size() - 1);
    return new Series(
        key,
        all.get(0).key().start(),
        last.key().start(),
        all.size(),
        last.pane(),
        last.key().end());
  }

  @Override
  public StreamProgress of(Stream stream) {
    Long known = watermark;
    return new StreamProgress(
        stream,
        "c1",
        known,
        known == null ? null : 2 * Rows.MINUTE,
        known == null ? null : Rows.NOON,
        known == null ? StreamProgress.Source.UNKNOWN : StreamProgress.Source.PROGRESS,
        known == null ? 1 : 0);
  }

  @Override
  public List<PartitionReport> partitions() {
    return partitions;
  }

  @Override
  public boolean isStale() {
    return databaseIsAway;
  }
}

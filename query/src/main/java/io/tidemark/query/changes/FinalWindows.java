package io.tidemark.query.changes;

import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells subscribers once a second which windows have become final since. For one thread. */
final class FinalWindows {
  private static final long EVERY_MILLIS = 1000;
  private static final int MOST = 2000;

  private final Standing standing;
  private final ProgressView progress;
  private final Map<Stream, Long> told = new EnumMap<>(Stream.class);
  private long lookedAt = Long.MIN_VALUE / 2;

  FinalWindows(Standing standing, ProgressView progress) {
    this.standing = standing;
    this.progress = progress;
  }

  void tell(long now, Collection<Subscriber> subscribers) {
    if (now - lookedAt < EVERY_MILLIS) {
      return;
    }
    lookedAt = now;
    List<RowQuery> queries = new ArrayList<>();
    for (Stream stream : Stream.windows()) {
      Long finalBefore = progress.of(stream).finalBefore();
      Long before = finalBefore == null ? null : told.put(stream, finalBefore);
      if (before != null && finalBefore > before) {
        queries.add(query(stream, before, finalBefore));
      }
    }
    if (!queries.isEmpty()) {
      for (RowPage page : standing.listAll(queries).value()) {
        page.rows().forEach(row -> tell(row, subscribers));
      }
    }
  }

  private static void tell(StoredRow row, Collection<Subscriber> subscribers) {
    byte[] json = EventJson.isFinal(row);
    subscribers.forEach(subscriber -> subscriber.tellFinal(row, json));
  }

  private static RowQuery query(Stream stream, long before, long finalBefore) {
    return new RowQuery(
        stream,
        before + 1,
        finalBefore == Long.MAX_VALUE ? finalBefore : finalBefore + 1,
        RowQuery.Bound.END,
        null,
        Map.of(),
        EnumSet.of(Pane.ON_TIME, Pane.LATE),
        Set.of(RowState.FINAL),
        finalBefore,
        null,
        false,
        null,
        MOST);
  }
}

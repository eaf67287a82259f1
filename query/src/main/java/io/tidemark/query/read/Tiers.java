package io.tidemark.query.read;

import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Routes each question to the highest tier that has the whole answer; an answer is never put
 * together from two.
 *
 * <p>A tier may give up old windows at any time, so whether it has the whole answer is asked again
 * after it has answered.
 */
public final class Tiers {
  private final List<RowSource> tiers;

  /**
   * Creates them.
   *
   * @param tiers highest first; the last one has all rows there are
   */
  public Tiers(List<RowSource> tiers) {
    if (tiers.isEmpty()) {
      throw new IllegalArgumentException("tiers must have at least one, got []");
    }
    this.tiers = List.copyOf(tiers);
  }

  /**
   * Returns a page of rows.
   *
   * @throws StoreUnavailableException if the store that has them does not answer
   */
  public Answer<RowPage> list(RowQuery query) {
    // A window that starts at or after a time ends after it; one that ends at it does not.
    long endsAfter = query.time() == RowQuery.Bound.START ? query.from() : query.from() - 1;
    return ask(query.stream(), endsAfter, tier -> tier.list(query));
  }

  /**
   * Returns one row; empty if it does not stand.
   *
   * @throws StoreUnavailableException if the store that has it does not answer
   */
  public Answer<Optional<StoredRow>> find(Stream stream, RowKey key) {
    return ask(stream, key.end() - 1, tier -> tier.find(stream, key));
  }

  private <T> Answer<T> ask(
      Stream stream, long endsAfter, Function<RowSource, Answer<T>> question) {
    RowSource last = tiers.get(tiers.size() - 1);
    for (RowSource tier : tiers.subList(0, tiers.size() - 1)) {
      if (tier.covers(stream, endsAfter)) {
        Answer<T> answer = question.apply(tier);
        if (tier.covers(stream, endsAfter)) {
          return answer;
        }
      }
    }
    return question.apply(last);
  }
}

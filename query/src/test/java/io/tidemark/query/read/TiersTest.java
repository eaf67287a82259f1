package io.tidemark.query.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.query.feed.Position;
import io.tidemark.query.row.Queries;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TiersTest {

  /** A tier of no rows, which has those of windows that end after a time. */
  private static final class Tier implements RowSource {
    private final String name;
    private long endsAfter;
    private final long afterAnswering;

    Tier(String name, long endsAfter, long afterAnswering) {
      this.name = name;
      this.endsAfter = endsAfter;
      this.afterAnswering = afterAnswering;
    }

    @Override
    public String tier() {
      return name;
    }

    @Override
    public boolean covers(Stream stream, long millis) {
      return millis >= endsAfter;
    }

    @Override
    public Answer<RowPage> list(RowQuery query) {
      endsAfter = afterAnswering;
      return new Answer<>(new RowPage(List.of(), false), freshness());
    }

    @Override
    public Answer<Optional<StoredRow>> find(Stream stream, RowKey key) {
      return new Answer<>(Optional.empty(), freshness());
    }

    private Freshness freshness() {
      return new Freshness(0, Position.NONE, 0, name, false);
    }
  }

  private static String tierOf(RowQuery.Bound time, long from, RowSource... tiers) {
    RowQuery query = Queries.all(Stream.HEALTH, time, from, 1000, true, 10);
    return new Tiers(List.of(tiers)).list(query).freshness().tier();
  }

  private static Tier hot() {
    return new Tier("hot", 100, 100);
  }

  private static Tier warm() {
    return new Tier("warm", 50, 50);
  }

  private static Tier cold() {
    return new Tier("cold", Long.MAX_VALUE, Long.MAX_VALUE);
  }

  @Test
  void theHighestTierThatHasTheWholeAnswerIsAsked() {
    assertEquals("hot", tierOf(RowQuery.Bound.START, 100, hot(), warm(), cold()));
    assertEquals("warm", tierOf(RowQuery.Bound.START, 99, hot(), warm(), cold()));
    assertEquals("cold", tierOf(RowQuery.Bound.START, 49, hot(), warm(), cold()));
  }

  @Test
  void aWindowThatEndsAtTheTimeDoesNotEndAfterIt() {
    assertEquals("warm", tierOf(RowQuery.Bound.END, 100, hot(), warm(), cold()));
    assertEquals("hot", tierOf(RowQuery.Bound.END, 101, hot(), warm(), cold()));
    Tiers tiers = new Tiers(List.of(hot(), warm(), cold()));
    assertEquals("warm", tiers.find(Stream.HEALTH, RowKey.window("a", 0, 100)).freshness().tier());
    assertEquals("hot", tiers.find(Stream.HEALTH, RowKey.window("a", 0, 101)).freshness().tier());
  }

  @Test
  void aTierThatGivesUpWindowsWhileItAnswersIsNotBelieved() {
    assertEquals(
        "warm", tierOf(RowQuery.Bound.START, 100, new Tier("hot", 100, 101), warm(), cold()));
  }

  @Test
  void withoutATierThereIsNoAnswer() {
    assertEquals(
        "tiers must have at least one, got []",
        assertThrows(IllegalArgumentException.class, () -> new Tiers(List.of())).getMessage());
  }
}

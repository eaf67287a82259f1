package io.tidemark.query.http;

import io.tidemark.query.feed.Position;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.read.Freshness;
import io.tidemark.query.read.HistorySource;
import io.tidemark.query.row.Stream;

/** What {@code as_of} asks for: a moment of the history. */
final class Moments {
  private Moments() {}

  /** Throws a problem if the history has no answer for the moment, in microseconds. */
  static void check(HistorySource history, Stream stream, String asked, long asOfMicros) {
    HistorySource.Range range = history.range(stream);
    if (asOfMicros < range.earliest() || asOfMicros > range.latest()) {
      String earliest = Times.micros(range.earliest());
      String latest = Times.micros(range.latest());
      throw Problem.parameter(
              ProblemType.AS_OF_OUT_OF_RANGE, "as_of", asked, earliest + " to " + latest)
          .with("earliest", earliest)
          .with("latest", latest)
          .exception();
    }
  }

  /** Returns how fresh the answer for a moment is: it will be the same for ever. */
  static Freshness freshness(long asOfMicros) {
    return new Freshness(Math.floorDiv(asOfMicros, 1000), Position.NONE, 0, "history", false);
  }
}

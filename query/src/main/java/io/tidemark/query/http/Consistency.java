package io.tidemark.query.http;

import io.tidemark.query.feed.Position;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.read.Freshness;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** How fresh a client wants its answer: {@code min_position} and {@code max_staleness}. */
final class Consistency {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final Supplier<Position> position;
  private final Waiting waiting;

  Consistency(Supplier<Position> position, Waiting waiting) {
    this.position = position;
    this.waiting = waiting;
  }

  /** Returns a stage that is completed when the request's position is reached, at once if it is. */
  CompletionStage<Void> reached(ApiRequest request) {
    Position least = request.parameters().position("min_position");
    if (least == null) {
      return CompletableFuture.completedFuture(null);
    }
    return waiting
        .until(() -> position.get().isAtLeast(least), LONGEST_WAIT)
        .thenAccept(
            reached -> {
              if (!reached) {
                throw Problem.parameter(
                        ProblemType.NOT_AT_POSITION,
                        "min_position",
                        least.text(),
                        "a position that is reached within 1 s")
                    .with("position", position.get().text())
                    .exception();
              }
            });
  }

  /** Throws a problem if an answer is older than the request allows. */
  static void check(ApiRequest request, Freshness freshness) {
    Duration most = request.parameters().duration("max_staleness", Duration.ofDays(90));
    if (most != null && freshness.lagMillis() > most.toMillis()) {
      throw Problem.parameter(
              ProblemType.NOT_AT_POSITION,
              "max_staleness",
              request.parameters().text("max_staleness").orElse(""),
              "at least " + freshness.lagMillis() + "ms now")
          .with("lag_ms", freshness.lagMillis())
          .exception();
    }
  }
}

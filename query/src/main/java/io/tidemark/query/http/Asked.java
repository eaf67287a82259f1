package io.tidemark.query.http;

import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a request asks of rows, of whatever stream.
 *
 * @param asOfMicros the moment, in microseconds since the epoch; null for what stands
 * @param filter of cursors
 */
record Asked(RowQuery query, @Nullable Long asOfMicros, long filter) {

  /** The longest range of one query. */
  private static final Duration WIDEST = Duration.ofDays(90);

  private static final Duration DEFAULT_RANGE = Duration.ofHours(1);

  /** Parameters that a later page may have otherwise. */
  private static final Set<String> OF_A_PAGE =
      Set.of("cursor", "limit", "fields", "min_position", "max_staleness");

  /** Returns what a request asks of a stream; throws a problem if it cannot be asked. */
  static Asked of(ApiRequest request, Stream stream, ProgressView progress) {
    Parameters given = request.parameters();
    long filter = Cursor.filterOf(stream.label(), given.without(OF_A_PAGE));
    Cursor cursor = given.text("cursor").map(text -> Cursor.parse(text, filter)).orElse(null);
    Instant moment = given.time("as_of");
    Long asOf =
        cursor != null ? cursor.asOfMicros() : moment == null ? null : Times.toMicros(moment);
    Instant now = moment == null ? request.now() : moment;
    Instant to = cursor != null ? Instant.ofEpochMilli(cursor.to()) : orElse(given.time("to"), now);
    Instant from =
        cursor != null
            ? Instant.ofEpochMilli(cursor.from())
            : orElse(given.time("from"), to.minus(DEFAULT_RANGE));
    checkRange(given, from, to);
    Set<RowState> states = given.setOf("state", RowState.class);
    Long finalBefore = asOf == null ? progress.of(stream.computed()).finalBefore() : null;
    if (asOf != null && states.equals(Set.of(RowState.FINAL))) {
      throw Problem.parameter(
              "state", "final", "open, settled; what was final at a moment is not kept")
          .exception();
    }
    RowQuery query =
        new RowQuery(
            stream,
            from.toEpochMilli(),
            to.toEpochMilli(),
            given.oneOf("time", List.of("start", "end"), "start").equals("start")
                ? RowQuery.Bound.START
                : RowQuery.Bound.END,
            given.text("key").orElse(null),
            given.dimensions(),
            given.setOf("pane", Pane.class),
            states,
            finalBefore,
            cursor != null ? cursor.computation() : computation(given, stream, progress),
            given.oneOf("order", List.of("asc", "desc"), "asc").equals("asc"),
            cursor == null ? null : cursor.last(),
            given.limit());
    return new Asked(query, asOf, filter);
  }

  private static void checkRange(Parameters given, Instant from, Instant to) {
    if (!from.isBefore(to)) {
      throw Problem.parameter(
              "from",
              given.text("from").orElse(from.toString()),
              "a time before to, which is " + to)
          .exception();
    }
    if (Duration.between(from, to).compareTo(WIDEST) > 0) {
      throw Problem.parameter(
              ProblemType.QUERY_TOO_WIDE,
              "from",
              given.text("from").orElse(from.toString()),
              "at most " + WIDEST.toDays() + " days before to, which is " + to)
          .exception();
    }
  }

  /** Returns which computation is asked for: {@code current}, {@code all}, or one by its id. */
  private static @Nullable String computation(
      Parameters given, Stream stream, ProgressView progress) {
    String asked = given.text("computation").orElse("current");
    return switch (asked) {
      case "all" -> null;
      case "current" -> progress.of(stream.computed()).computation();
      default -> {
        if (!asked.matches("[A-Za-z0-9._:-]{1,128}")) {
          throw Problem.parameter("computation", asked, "current, all, or an id of a computation")
              .exception();
        }
        yield asked;
      }
    };
  }

  /** Returns the cursor of the page after one that ends with a row. */
  String cursorAfter(RowKey last) {
    return new Cursor(filter, query.from(), query.to(), asOfMicros, query.computation(), last)
        .text();
  }

  private static Instant orElse(@Nullable Instant given, Instant otherwise) {
    return given == null ? otherwise : given;
  }
}

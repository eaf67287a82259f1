package io.tidemark.query.rollup;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.query.http.ApiRequest;
import io.tidemark.query.http.Endpoint;
import io.tidemark.query.http.Parameters;
import io.tidemark.query.http.Reply;
import io.tidemark.query.http.Scope;
import io.tidemark.query.http.Times;
import io.tidemark.query.postgres.Computations;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.row.Stream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code /v1/rollups/performance}: figures of longer ranges and coarser groups. */
public final class RollupEndpoints {

  private static final Duration WIDEST = Duration.ofDays(92);

  private static final List<String> PARAMETERS =
      List.of("from", "to", "bucket", "by", "percentiles", "figure", "tz", "state", "computation");

  private final PostgresRollups rollups;
  private final Computations computations;
  private final ProgressView progress;

  public RollupEndpoints(
      PostgresRollups rollups, Computations computations, ProgressView progress) {
    this.rollups = rollups;
    this.computations = computations;
    this.progress = progress;
  }

  /** Returns the routes. */
  public List<Endpoint> all() {
    return List.of(
        Endpoint.get("/v1/rollups/performance", Scope.READ, PARAMETERS, this::performance));
  }

  /** How an answer is shown. */
  private record Shown(Measure figure, List<String> percentiles, String bucket, String state) {}

  private Reply performance(ApiRequest request) {
    Parameters given = request.parameters();
    Optional<Computations.Computation> computation = computation(given);
    String bucket = given.text("bucket").orElse("none");
    Buckets buckets = buckets(given, bucket);
    Duration size =
        computation.flatMap(one -> one.duration("fixedSize")).orElse(Duration.ofMinutes(5));
    Duration offset = computation.flatMap(one -> one.duration("fixedOffset")).orElse(Duration.ZERO);
    WindowGrid grid = new WindowGrid(size.toMillis(), offset.toMillis());
    if (buckets.step() % grid.size() != 0) {
      throw Problem.parameter(
              "bucket",
              bucket,
              "none, 1d, or a multiple of the windows, which have " + size.toMinutes() + "m")
          .exception();
    }
    Instant to = given.time("to");
    Instant from = given.time("from");
    long end = to == null ? grid.floor(request.now().toEpochMilli()) : to.toEpochMilli();
    if (to == null) {
      end = buckets.startOf(end, end);
    }
    long start =
        from == null ? buckets.startOf(end - 86_400_000L, end - 86_400_000L) : from.toEpochMilli();
    check(given, start, end, buckets, grid);
    String state = given.oneOf("state", List.of("all", "settled", "final"), "all");
    Shown shown =
        new Shown(
            measure(given.oneOf("figure", labels(), Measure.LATENCY_MS.label())),
            percentiles(given),
            bucket,
            state);
    RollupQuery query =
        new RollupQuery(
            start,
            end,
            buckets,
            by(given, computation),
            computation.map(Computations.Computation::id).orElse(null),
            progress.of(Stream.PERFORMANCE).finalBefore(),
            state.equals("all"));
    Rollup rollup = rollups.read(query, grid.hasWholeDays());
    return Reply.json(json -> write(json, query, rollup, shown, request.now()));
  }

  private Optional<Computations.Computation> computation(Parameters given) {
    List<Computations.Computation> known = computations.of(Stream.PERFORMANCE);
    String asked = given.text("computation").orElse("current");
    if (asked.equals("current")) {
      return known.stream().findFirst();
    }
    return Optional.of(
        known.stream()
            .filter(one -> one.id().equals(asked))
            .findFirst()
            .orElseThrow(
                () ->
                    Problem.parameter(
                            "computation",
                            asked,
                            "current, or one of "
                                + known.stream().map(Computations.Computation::id).toList())
                        .exception()));
  }

  private static Buckets buckets(Parameters given, String bucket) {
    String tz = given.text("tz").orElse("UTC");
    ZoneId zone;
    try {
      zone = ZoneId.of(tz);
    } catch (DateTimeException e) {
      throw Problem.parameter("tz", tz, "a name of a time zone, such as Europe/Berlin").exception();
    }
    if (bucket.equals("none")) {
      return Buckets.NONE;
    }
    if (bucket.equals("1d")) {
      return Buckets.days(zone);
    }
    if (!zone.normalized().equals(ZoneOffset.UTC)) {
      throw Problem.parameter("tz", tz, "UTC, unless bucket is 1d").exception();
    }
    Duration length = given.duration("bucket", Duration.ofDays(1));
    if (length == null || length.isZero()) {
      throw Problem.parameter(
              "bucket", bucket, "none, 1d, or a duration of at most a day, such as 1h")
          .exception();
    }
    return Buckets.every(length);
  }

  private static void check(
      Parameters given, long from, long to, Buckets buckets, WindowGrid grid) {
    if (from >= to) {
      throw Problem.parameter("from", given.text("from").orElse(null), "a time before to")
          .exception();
    }
    if (to - from > WIDEST.toMillis()) {
      throw Problem.parameter(
              ProblemType.QUERY_TOO_WIDE,
              "from",
              given.text("from").orElse(null),
              "at most " + WIDEST.toDays() + " days before to")
          .exception();
    }
    aligned(given, "from", from, buckets, grid);
    aligned(given, "to", to, buckets, grid);
  }

  private static void aligned(
      Parameters given, String name, long time, Buckets buckets, WindowGrid grid) {
    long before = buckets.isNone() ? grid.floor(time) : buckets.startOf(time, time);
    if (before != time || !grid.has(time)) {
      long after = buckets.isNone() ? before + grid.size() : buckets.endOf(before, time);
      String what = buckets.isNone() ? "a window" : "a bucket";
      throw Problem.parameter(
              name,
              given.text(name).orElse(Times.millis(time)),
              grid.has(before)
                  ? "where "
                      + what
                      + " begins, such as "
                      + Times.millis(before)
                      + " or "
                      + Times.millis(after)
                  : "buckets that begin where a window does")
          .exception();
    }
  }

  private static List<String> by(Parameters given, Optional<Computations.Computation> computation) {
    List<String> by = given.list("by");
    computation.ifPresent(
        one -> {
          for (String name : by) {
            if (!one.dimensions().contains(name)) {
              throw Problem.parameter("by", name, String.join(", ", one.dimensions())).exception();
            }
          }
        });
    return by;
  }

  private static List<String> percentiles(Parameters given) {
    List<String> asked = given.list("percentiles");
    for (String one : asked) {
      if (!one.matches("[0-9]{1,2}(\\.[0-9]{1,6})?|100") || asked.size() > 20) {
        throw Problem.parameter(
                "percentiles", one, "numbers from 0 to 100, such as 50,95,99.9, at most 20")
            .exception();
      }
    }
    return given.text("percentiles").isPresent() ? asked : List.of("50", "95", "99");
  }

  private static List<String> labels() {
    return Arrays.stream(Measure.values()).map(Measure::label).toList();
  }

  private static Measure measure(String label) {
    return Measure.valueOf(label.toUpperCase(Locale.ROOT));
  }

  private static void write(
      JsonGenerator json, RollupQuery query, Rollup rollup, Shown shown, Instant now)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("stream", Stream.PERFORMANCE.label());
    json.writeStringField("from", Times.millis(query.from()));
    json.writeStringField("to", Times.millis(query.to()));
    json.writeStringField("bucket", shown.bucket());
    json.writeStringField("figure", shown.figure().label());
    json.writeStringField("computation", query.computation());
    json.writeStringField(
        "final_before", query.finalBefore() == null ? null : Times.millis(query.finalBefore()));
    json.writeArrayFieldStart("data");
    for (Map.Entry<Rollup.Group, Rollup.Parts> group : rollup.groups().entrySet()) {
      write(json, query, group.getKey(), group.getValue(), shown);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("freshness");
    json.writeStringField("as_of", Times.millis(now.toEpochMilli()));
    json.writeStringField("position", null);
    json.writeNumberField("lag_ms", 0);
    json.writeStringField("tier", "cold");
    json.writeBooleanField("stale", false);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(
      JsonGenerator json, RollupQuery query, Rollup.Group group, Rollup.Parts parts, Shown shown)
      throws IOException {
    long end = query.buckets().endOf(group.bucket(), query.to());
    json.writeStartObject();
    json.writeStringField("from", Times.millis(group.bucket()));
    json.writeStringField("to", Times.millis(end));
    json.writeObjectFieldStart("dimensions");
    for (int i = 0; i < query.by().size(); i++) {
      json.writeStringField(query.by().get(i), group.by().get(i));
    }
    json.writeEndObject();
    FiguresJson figures =
        new FiguresJson(shown.figure(), shown.percentiles(), (end - group.bucket()) / 1000.0);
    part(json, "final", parts.settledForever(), figures);
    boolean onlyFinal = shown.state().equals("final");
    part(json, "provisional", onlyFinal ? new Figures() : parts.provisional(), figures);
    part(json, "total", onlyFinal ? parts.settledForever() : parts.total(), figures);
    json.writeEndObject();
  }

  private static void part(
      JsonGenerator json, String name, @Nullable Figures part, FiguresJson figures)
      throws IOException {
    json.writeFieldName(name);
    if (part == null || part.windows() == 0) {
      json.writeNull();
    } else {
      figures.write(json, part);
    }
  }

  /** Where windows begin. */
  private record WindowGrid(long size, long offset) {
    boolean has(long time) {
      return Math.floorMod(time - offset, size) == 0;
    }

    long floor(long time) {
      return Math.floorDiv(time - offset, size) * size + offset;
    }

    boolean hasWholeDays() {
      return has(0) && has(86_400_000L);
    }
  }
}

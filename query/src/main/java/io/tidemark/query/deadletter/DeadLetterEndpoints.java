package io.tidemark.query.deadletter;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.query.http.ApiRequest;
import io.tidemark.query.http.Endpoint;
import io.tidemark.query.http.Parameters;
import io.tidemark.query.http.Reply;
import io.tidemark.query.http.Scope;
import io.tidemark.query.http.Times;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code /v1/dead-letters}: facts for whoever may read, the original bytes only for the scope
 * {@code originals}, as they may hold what users wrote.
 */
public final class DeadLetterEndpoints {

  private static final Duration DEFAULT_RANGE = Duration.ofDays(7);

  private static final List<String> GROUPS = List.of("reason", "topic", "step");

  private final DeadLetterTable table;

  public DeadLetterEndpoints(DeadLetterTable table) {
    this.table = table;
  }

  /** Returns the routes. */
  public List<Endpoint> all() {
    return List.of(
        Endpoint.get(
            "/v1/dead-letters",
            Scope.READ,
            List.of("reason", "topic", "step", "from", "to", "limit", "cursor"),
            this::list),
        Endpoint.get(
            "/v1/dead-letters/counts",
            Scope.READ,
            List.of("reason", "topic", "step", "from", "to", "by"),
            this::counts),
        Endpoint.get("/v1/dead-letters/{id}", Scope.READ, List.of(), this::one),
        Endpoint.get("/v1/dead-letters/{id}/original", Scope.ORIGINALS, List.of(), this::original));
  }

  private Reply list(ApiRequest request) {
    Parameters given = request.parameters();
    int limit = given.number("limit", 1, 1_000, 100);
    DeadLetterTable.Place after = given.text("cursor").map(DeadLetterEndpoints::place).orElse(null);
    List<Letter> found = table.list(filter(given, request.now()), after, limit + 1);
    List<Letter> page = found.size() > limit ? found.subList(0, limit) : found;
    String next = found.size() > limit ? cursor(page.get(limit - 1)) : null;
    return Reply.json(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("data");
          for (Letter letter : page) {
            write(json, letter);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeObjectFieldStart("page");
          json.writeNumberField("limit", limit);
          json.writeStringField("next", next);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static LetterFilter filter(Parameters given, Instant now) {
    Instant to = given.time("to");
    Instant end = to == null ? now : to;
    Instant from = given.time("from");
    Instant start = from == null ? end.minus(DEFAULT_RANGE) : from;
    if (!start.isBefore(end)) {
      throw Problem.parameter("from", given.text("from").orElse(null), "a time before to")
          .exception();
    }
    // Whoever has just seen one be recorded expects it.
    long endMillis = to == null ? end.toEpochMilli() + 60_000 : end.toEpochMilli();
    return new LetterFilter(
        start.toEpochMilli(),
        endMillis,
        reasons("reason", given.list("reason")),
        given.text("topic").orElse(null),
        given.text("step").orElse(null));
  }

  /** Returns reasons that were asked for; throws a problem if one cannot be the name of one. */
  public static List<String> reasons(String parameter, List<String> asked) {
    for (String reason : asked) {
      if (!reason.matches("[A-Z_]{1,64}")) {
        throw Problem.parameter(
                parameter,
                reason,
                "MALFORMED, INVALID, FUTURE, LATE, OVERSIZE, REJECTED, CONFLICT, one or more,"
                    + " separated by commas")
            .exception();
      }
    }
    return asked;
  }

  private static DeadLetterTable.Place place(String cursor) {
    Optional<String> text = Letter.ofPublicId(cursor);
    String[] parts = text.map(place -> place.split(" ", 2)).orElse(new String[0]);
    if (parts.length == 2 && parts[0].matches("-?[0-9]{1,17}")) {
      return new DeadLetterTable.Place(Long.parseLong(parts[0]), parts[1]);
    }
    throw Problem.parameter("cursor", cursor, "page.next of an answer, as it is").exception();
  }

  private static String cursor(Letter last) {
    return Letter.publicId(last.recordedAtMicros() + " " + last.id());
  }

  private Reply counts(ApiRequest request) {
    Parameters given = request.parameters();
    List<String> asked = given.list("by");
    List<String> by =
        asked.isEmpty() ? List.of("reason", "topic") : List.copyOf(new LinkedHashSet<>(asked));
    for (String column : by) {
      if (!GROUPS.contains(column)) {
        throw Problem.parameter("by", column, String.join(", ", GROUPS) + ", separated by commas")
            .exception();
      }
    }
    List<DeadLetterTable.Count> counts = table.counts(filter(given, request.now()), by);
    return Reply.json(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("data");
          for (DeadLetterTable.Count count : counts) {
            json.writeStartObject();
            for (Map.Entry<String, String> group : count.group().entrySet()) {
              json.writeStringField(group.getKey(), group.getValue());
            }
            json.writeNumberField("letters", count.letters());
            json.writeStringField("latest", Times.micros(count.latestMicros()));
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Letter letter(ApiRequest request) {
    return Letter.ofPublicId(request.segment("id"))
        .flatMap(table::find)
        .orElseThrow(DeadLetterEndpoints::unknown);
  }

  private static RuntimeException unknown() {
    return Problem.of(ProblemType.NOT_FOUND, "no dead letter has this id").exception();
  }

  private Reply one(ApiRequest request) {
    Letter letter = letter(request);
    byte[] preview =
        request.principal().may(Scope.ORIGINALS) ? table.preview(letter.id()).orElse(null) : null;
    return Reply.json(
        json -> {
          write(json, letter);
          if (preview != null) {
            // Text, never markup: whoever shows it must not interpret it.
            json.writeStringField("preview", new String(preview, StandardCharsets.UTF_8));
            json.writeBooleanField("preview_is_whole", preview.length == letter.bytes());
          }
          json.writeEndObject();
        });
  }

  private Reply original(ApiRequest request) {
    byte[] bytes =
        Letter.ofPublicId(request.segment("id"))
            .flatMap(table::original)
            .orElseThrow(DeadLetterEndpoints::unknown);
    return Reply.of("application/octet-stream", bytes)
        .with("Content-Disposition", "attachment; filename=\"dead-letter.bin\"")
        .with("X-Content-Type-Options", "nosniff")
        .with("Cache-Control", "no-store");
  }

  private static void write(JsonGenerator json, Letter letter) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", letter.publicId());
    json.writeStringField("place", letter.id());
    json.writeStringField("recorded_at", Times.micros(letter.recordedAtMicros()));
    json.writeStringField("reason", letter.reason());
    json.writeStringField("step", letter.step());
    json.writeStringField("error", letter.error());
    json.writeStringField("event_time", eventTime(letter.eventTimeMillis()));
    json.writeStringField("topic", letter.topic());
    json.writeNumberField("partition", letter.partition());
    json.writeNumberField("offset", letter.offset());
    json.writeBooleanField("is_part", letter.isPart());
    json.writeNumberField("retry_count", letter.retryCount());
    json.writeStringField("processor_instance", letter.instance());
    json.writeNumberField("bytes", letter.bytes());
  }

  private static @Nullable String eventTime(@Nullable Long millis) {
    return Times.millis(millis);
  }
}

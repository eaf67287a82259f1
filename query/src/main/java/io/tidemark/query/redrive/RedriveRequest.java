package io.tidemark.query.redrive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.query.deadletter.DeadLetterEndpoints;
import io.tidemark.query.deadletter.Letter;
import io.tidemark.query.deadletter.LetterFilter;
import io.tidemark.query.problem.Problem;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The body of a request for a redrive.
 *
 * @param ids of letters; null if a filter is given
 * @param filter null if ids are given
 */
record RedriveRequest(
    @Nullable List<String> ids,
    @Nullable LetterFilter filter,
    int ratePerSecond,
    boolean dryRun,
    boolean force,
    @Nullable String note) {

  static final int MOST_LETTERS = 10_000;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final Set<String> FIELDS =
      Set.of("ids", "filter", "rate_per_second", "dry_run", "force", "note");

  private static final Set<String> FILTER_FIELDS = Set.of("reason", "topic", "step", "from", "to");

  /** Reads a body; throws a problem if it cannot be understood. */
  static RedriveRequest parse(byte[] body, Instant now) {
    JsonNode json;
    try {
      json = MAPPER.readTree(body);
    } catch (IOException e) {
      throw wrong("body", null, "a JSON object");
    }
    if (json == null || !json.isObject()) {
      throw wrong("body", null, "a JSON object");
    }
    only(json, "", FIELDS);
    if (json.has("ids") == json.has("filter")) {
      throw wrong("ids", null, "either ids or filter");
    }
    return new RedriveRequest(
        json.has("ids") ? ids(json.get("ids")) : null,
        json.has("filter") ? filter(json.get("filter"), now) : null,
        rate(json.get("rate_per_second")),
        flag(json, "dry_run", true),
        flag(json, "force", false),
        text(json, "note", "note"));
  }

  private static RuntimeException wrong(String field, @Nullable Object value, String allowed) {
    return Problem.parameter(field, value == null ? null : value.toString(), allowed).exception();
  }

  private static void only(JsonNode json, String prefix, Set<String> allowed) {
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!allowed.contains(name)) {
        throw wrong(prefix + name, json.get(name), "the fields " + String.join(", ", allowed));
      }
    }
  }

  private static List<String> ids(JsonNode json) {
    if (!json.isArray() || json.isEmpty() || json.size() > MOST_LETTERS) {
      throw wrong("ids", null, "an array of 1 to " + MOST_LETTERS + " ids of dead letters");
    }
    List<String> ids = new ArrayList<>();
    for (JsonNode id : json) {
      ids.add(
          Letter.ofPublicId(id.asText())
              .filter(known -> id.isTextual() && !known.isEmpty())
              .orElseThrow(() -> wrong("ids", id, "ids of /v1/dead-letters, as they are")));
    }
    return ids.stream().distinct().toList();
  }

  private static LetterFilter filter(JsonNode json, Instant now) {
    if (!json.isObject()) {
      throw wrong("filter", json, "an object");
    }
    only(json, "filter.", FILTER_FIELDS);
    String reason = text(json, "reason", "filter.reason");
    Instant to = time(json, "to");
    Instant from = time(json, "from");
    long end = to == null ? now.toEpochMilli() + 60_000 : to.toEpochMilli();
    return new LetterFilter(
        from == null ? end - 7 * 86_400_000L : from.toEpochMilli(),
        end,
        reason == null
            ? List.of()
            : DeadLetterEndpoints.reasons("filter.reason", List.of(reason.split(","))),
        text(json, "topic", "filter.topic"),
        text(json, "step", "filter.step"));
  }

  private static @Nullable Instant time(JsonNode json, String name) {
    String text = text(json, name, "filter." + name);
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw wrong("filter." + name, text, "RFC 3339 with an offset, 2026-01-05T12:30:00Z");
    }
  }

  private static int rate(@Nullable JsonNode json) {
    if (json == null) {
      return 50;
    }
    if (!json.canConvertToInt()
        || !json.isIntegralNumber()
        || json.asInt() < 1
        || json.asInt() > 500) {
      throw wrong("rate_per_second", json, "a whole number from 1 to 500");
    }
    return json.asInt();
  }

  private static boolean flag(JsonNode json, String name, boolean otherwise) {
    JsonNode flag = json.get(name);
    if (flag != null && !flag.isBoolean()) {
      throw wrong(name, flag, "true or false");
    }
    return flag == null ? otherwise : flag.asBoolean();
  }

  private static @Nullable String text(JsonNode json, String name, String shown) {
    JsonNode text = json.get(name);
    if (text == null || text.isNull()) {
      return null;
    }
    if (!text.isTextual() || text.asText().length() > 1_000 || text.asText().indexOf('\0') >= 0) {
      throw wrong(shown, text, "a text of at most 1,000 characters");
    }
    return text.asText();
  }
}

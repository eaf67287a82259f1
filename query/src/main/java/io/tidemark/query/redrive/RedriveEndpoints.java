package io.tidemark.query.redrive;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.query.deadletter.DeadLetterTable;
import io.tidemark.query.deadletter.Letter;
import io.tidemark.query.http.ApiRequest;
import io.tidemark.query.http.Endpoint;
import io.tidemark.query.http.Reply;
import io.tidemark.query.http.Scope;
import io.tidemark.query.http.Times;
import io.tidemark.query.postgres.Database;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.progress.ProgressView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code /v1/redrives}: what would be sent again, sends it, says how far it is, and stops it. */
public final class RedriveEndpoints {

  /** The most refusals that an answer lists. */
  private static final int MOST_SHOWN = 1_000;

  private final DeadLetterTable letters;
  private final RedriveTable table;
  private final Refusals refusals;

  public RedriveEndpoints(Database database, DeadLetterTable letters, ProgressView progress) {
    this.letters = letters;
    this.table = new RedriveTable(database);
    this.refusals = new Refusals(progress);
  }

  /** Returns the routes. */
  public List<Endpoint> all() {
    return List.of(
        Endpoint.of("POST", "/v1/redrives", Scope.REDRIVE, List.of(), this::create),
        Endpoint.get("/v1/redrives/{id}", Scope.REDRIVE, List.of(), this::show),
        Endpoint.of("DELETE", "/v1/redrives/{id}", Scope.REDRIVE, List.of(), this::cancel));
  }

  private record Refused(String id, String reason) {}

  /** What would be sent, with the number of the attempt, and what would not. */
  private record Sorted(Map<Letter, Integer> accepted, List<Refused> refused) {}

  private Reply create(ApiRequest request) {
    RedriveRequest asked = RedriveRequest.parse(request.body(), request.now());
    if (asked.dryRun()) {
      return Reply.of(Reply.JSON, answer("", "dry_run", sort(asked)));
    }
    String key = key(request);
    String hash = hash(request.body());
    var before = table.asked(key);
    if (before.isPresent()) {
      if (!before.get().requestHash().equals(hash)) {
        throw Problem.parameter(
                ProblemType.IDEMPOTENCY_CONFLICT,
                "Idempotency-Key",
                key,
                "a key of its own for each request; this one came with another body")
            .exception();
      }
      byte[] repeated = before.get().answer().getBytes(StandardCharsets.UTF_8);
      return Reply.of(Reply.JSON, repeated).status(201);
    }
    return start(request, asked, key, hash);
  }

  private Reply start(ApiRequest request, RedriveRequest asked, String key, String hash) {
    Sorted sorted = sort(asked);
    if (sorted.accepted().isEmpty()
        && !sorted.refused().isEmpty()
        && sorted.refused().stream().allMatch(one -> one.reason().equals(Refusals.LATE_AGAIN))) {
      throw Problem.of(
              ProblemType.WOULD_BE_LATE_AGAIN,
              "their windows are final, or not known to be open; run them as files, where nothing is"
                  + " late: tidemark run --input=FILE")
          .exception();
    }
    String id = UUID.randomUUID().toString();
    String state = sorted.accepted().isEmpty() ? "done" : "running";
    byte[] answer = answer(id, state, sorted);
    Redrive redrive =
        new Redrive(
            id,
            state,
            request.principal().name(),
            asked.note(),
            asked.ratePerSecond(),
            Map.of(),
            null,
            0,
            null);
    String text = new String(answer, StandardCharsets.UTF_8);
    table.add(redrive, sorted.accepted(), key, new RedriveTable.Asked(hash, text));
    return Reply.of(Reply.JSON, answer).status(201).with("Location", "/v1/redrives/" + id);
  }

  private static String key(ApiRequest request) {
    String key = request.header("Idempotency-Key");
    if (key == null || !key.matches("[\\x21-\\x7E]{1,200}")) {
      throw Problem.parameter(
              "Idempotency-Key",
              key,
              "1 to 200 visible ASCII characters, the same when a request is repeated")
          .exception();
    }
    return key;
  }

  private Sorted sort(RedriveRequest asked) {
    List<Letter> found =
        asked.ids() != null
            ? letters.find(asked.ids())
            : letters.list(asked.filter(), null, RedriveRequest.MOST_LETTERS + 1);
    if (found.size() > RedriveRequest.MOST_LETTERS) {
      throw Problem.of(
              ProblemType.QUERY_TOO_WIDE,
              "more than "
                  + RedriveRequest.MOST_LETTERS
                  + " letters match; ask for less time, or one topic, step or reason")
          .exception();
    }
    Map<String, Integer> attempts = table.attempts(found);
    Sorted sorted = new Sorted(new LinkedHashMap<>(), new ArrayList<>());
    List<String> missing = new ArrayList<>(asked.ids() == null ? List.of() : asked.ids());
    for (Letter letter : found) {
      missing.remove(letter.id());
      int attempt = letter.retryCount() + attempts.getOrDefault(letter.id(), 0);
      String reason = refusals.of(letter, attempt, asked.force());
      if (reason == null) {
        sorted.accepted().put(letter, attempt + 1);
      } else {
        sorted.refused().add(new Refused(letter.publicId(), reason));
      }
    }
    missing.forEach(id -> sorted.refused().add(new Refused(Letter.publicId(id), "unknown")));
    return sorted;
  }

  private static byte[] answer(String id, String state, Sorted sorted) {
    return Reply.document(
        json -> {
          json.writeStartObject();
          json.writeStringField("id", id.isEmpty() ? null : id);
          json.writeStringField("state", state);
          json.writeNumberField("matched", sorted.accepted().size() + sorted.refused().size());
          json.writeNumberField("accepted", sorted.accepted().size());
          json.writeNumberField(
              "parts", sorted.accepted().keySet().stream().filter(Letter::isPart).count());
          json.writeNumberField("refused_total", sorted.refused().size());
          json.writeArrayFieldStart("refused");
          for (Refused refused : sorted.refused().stream().limit(MOST_SHOWN).toList()) {
            json.writeStartObject();
            json.writeStringField("id", refused.id());
            json.writeStringField("reason", refused.reason());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Reply show(ApiRequest request) {
    Redrive redrive = table.find(request.segment("id")).orElseThrow(RedriveEndpoints::unknown);
    return Reply.json(json -> write(json, redrive));
  }

  private Reply cancel(ApiRequest request) {
    table.end(request.segment("id"), "cancelled");
    return show(request);
  }

  private static RuntimeException unknown() {
    return Problem.of(ProblemType.NOT_FOUND, "no redrive has this id").exception();
  }

  private static void write(JsonGenerator json, Redrive redrive) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", redrive.id());
    json.writeStringField("state", redrive.state());
    json.writeStringField("requested_by", redrive.requestedBy());
    json.writeStringField("note", redrive.note());
    json.writeNumberField("rate_per_second", redrive.ratePerSecond());
    json.writeStringField("created_at", Times.micros(redrive.createdAtMicros()));
    Long ended = redrive.endedAtMicros();
    json.writeStringField("ended_at", ended == null ? null : Times.micros(ended));
    json.writeObjectFieldStart("items");
    for (Map.Entry<String, Long> state : redrive.items().entrySet()) {
      json.writeNumberField(state.getKey(), state.getValue());
    }
    json.writeEndObject();
    json.writeStringField("error", redrive.error());
    json.writeEndObject();
  }

  private static String hash(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

package io.tidemark.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.read.Freshness;
import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.RowField;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code /v1/windows/{stream}/{id}/revisions}: the life of a window. */
final class RevisionEndpoints {
  private final Sources sources;

  RevisionEndpoints(Sources sources) {
    this.sources = sources;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.get(
            "/v1/windows/{stream}/{id}/revisions",
            Scope.READ,
            List.of("limit", "cursor"),
            this::revisions));
  }

  /**
   * Some revisions, with the one before them.
   *
   * @param before null on the first page
   */
  private record Page(@Nullable RevisionEntry before, List<RevisionEntry> entries, boolean more) {}

  private Reply revisions(ApiRequest request) {
    Stream stream = WindowEndpoints.stream(request);
    RowKey key = WindowEndpoints.key(request);
    int limit = request.parameters().limit();
    long after = after(request);
    Page page =
        page(
            sources.history().revisions(stream, key, Math.max(0, after - 1), limit + 2),
            after,
            limit);
    if (page.entries().isEmpty() && after == 0 && !stands(stream, key)) {
      throw Problem.of(
              ProblemType.WINDOW_UNKNOWN, "no window of this id stands or is known to have stood")
          .exception();
    }
    Freshness freshness = Moments.freshness(Times.toMicros(request.now()));
    return Reply.json(json -> write(json, stream, key, page, limit, freshness));
  }

  private boolean stands(Stream stream, RowKey key) {
    return sources.tiers().find(stream, key).value().isPresent();
  }

  private static Page page(List<RevisionEntry> read, long after, int limit) {
    boolean hasBefore = after > 0 && !read.isEmpty() && read.get(0).row().version() <= after;
    List<RevisionEntry> rest = hasBefore ? read.subList(1, read.size()) : read;
    boolean more = rest.size() > limit;
    return new Page(hasBefore ? read.get(0) : null, more ? rest.subList(0, limit) : rest, more);
  }

  /**
   * The cursor is the last version: it needs nothing more, as it belongs to the row in the path.
   */
  private static long after(ApiRequest request) {
    String cursor = request.parameters().text("cursor").orElse("0");
    if (!cursor.matches("[0-9]{1,18}")) {
      throw Problem.parameter("cursor", cursor, "page.next of an answer, as it is").exception();
    }
    return Long.parseLong(cursor);
  }

  private void write(
      JsonGenerator json, Stream stream, RowKey key, Page page, int limit, Freshness freshness)
      throws IOException {
    json.writeStartObject();
    writeWindow(json, stream, key);
    json.writeArrayFieldStart("data");
    RevisionEntry before = page.before();
    boolean complete = true;
    for (RevisionEntry entry : page.entries()) {
      complete &= follows(before, entry);
      writeEntry(json, before, entry);
      before = entry;
    }
    json.writeEndArray();
    json.writeObjectFieldStart("page");
    json.writeNumberField("limit", limit);
    json.writeStringField(
        "next", page.more() && before != null ? Long.toString(before.row().version()) : null);
    json.writeEndObject();
    json.writeBooleanField("complete", complete && before != null);
    json.writeNullField("early_since");
    json.writeFieldName("freshness");
    AnswerJson.freshness(json, freshness);
    json.writeEndObject();
  }

  private static void writeWindow(JsonGenerator json, Stream stream, RowKey key)
      throws IOException {
    json.writeObjectFieldStart("window");
    json.writeStringField("stream", stream.label());
    json.writeStringField("id", key.id());
    json.writeStringField("key", key.key());
    json.writeStringField("window_start", Times.millis(key.start()));
    json.writeStringField("window_end", Times.millis(key.end()));
    json.writeEndObject();
  }

  /** Returns whether no pane lies between two entries. */
  private static boolean follows(@Nullable RevisionEntry before, RevisionEntry entry) {
    long index = RowJson.paneIndex(entry.row().json());
    if (entry.deleted()) {
      return true;
    }
    return (before == null || before.deleted())
        ? index <= 0
        : index <= RowJson.paneIndex(before.row().json()) + 1;
  }

  private void writeEntry(JsonGenerator json, @Nullable RevisionEntry before, RevisionEntry entry)
      throws IOException {
    StoredRow stood = before == null || before.deleted() ? null : before.row();
    StoredRow row = entry.row();
    json.writeStartObject();
    json.writeStringField("version", Long.toString(row.version()));
    json.writeStringField("recorded_at", Times.micros(entry.recordedAt()));
    json.writeStringField("op", entry.deleted() ? "d" : stood == null ? "c" : "u");
    json.writeStringField("pane", row.pane() == null ? null : row.pane().name());
    long index = RowJson.paneIndex(row.json());
    AnswerJson.number(json, "pane_index", index < 0 ? null : (Long) index);
    writeRow(json, "before", entry.deleted() ? row : stood);
    writeRow(json, "after", entry.deleted() ? null : row);
    AnswerJson.number(
        json, "late_events", entry.deleted() ? null : RowField.lateEvents(stood, row));
    json.writeStringField(
        "absorbed_by",
        entry.deleted() ? sources.history().absorbedBy(entry).map(RowKey::id).orElse(null) : null);
    json.writeEndObject();
  }

  private static void writeRow(JsonGenerator json, String name, @Nullable StoredRow row)
      throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(row == null ? "null" : new String(row.json(), StandardCharsets.UTF_8));
  }
}

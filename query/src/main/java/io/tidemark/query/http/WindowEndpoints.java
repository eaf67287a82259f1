package io.tidemark.query.http;

import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.read.Answer;
import io.tidemark.query.read.Freshness;
import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code /v1/windows}: rows of windows, as lists and one by one. */
final class WindowEndpoints {

  private static final List<String> LIST =
      List.of(
          "from",
          "to",
          "time",
          "key",
          "dimension.*",
          "pane",
          "state",
          "computation",
          "fields",
          "order",
          "limit",
          "cursor",
          "as_of",
          "min_position",
          "max_staleness");

  private static final int ALL_REVISIONS = 5_000;

  private final Sources sources;
  private final Consistency consistency;

  WindowEndpoints(Sources sources, Consistency consistency) {
    this.sources = sources;
    this.consistency = consistency;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.later("GET", "/v1/windows/{stream}", Scope.READ, LIST, this::list),
        Endpoint.later(
            "GET",
            "/v1/windows/{stream}/{id}",
            Scope.READ,
            List.of("as_of", "min_position", "max_staleness", "fields"),
            this::one));
  }

  private CompletionStage<Reply> list(ApiRequest request) {
    Stream stream = stream(request);
    RowJson rows = RowJson.of(request.parameters(), stream);
    Asked asked = Asked.of(request, stream, sources.progress());
    return consistency.reached(request).thenApply(reached -> listed(request, asked, rows));
  }

  private Reply listed(ApiRequest request, Asked asked, RowJson rows) {
    Stream stream = asked.query().stream();
    Long asOf = asked.asOfMicros();
    if (asOf != null) {
      Moments.check(
          sources.history(),
          stream,
          request.parameters().text("as_of").orElse("the cursor's"),
          asOf);
      RowPage page = sources.history().list(asked.query(), asOf);
      return page(asked, rows, page, null, Moments.freshness(asOf));
    }
    StreamProgress progress = sources.progress().of(stream);
    Answer<RowPage> answer = sources.tiers().list(asked.query());
    Consistency.check(request, answer.freshness());
    return page(asked, rows, answer.value(), progress, answer.freshness());
  }

  private static Reply page(
      Asked asked,
      RowJson rows,
      RowPage page,
      @Nullable StreamProgress progress,
      Freshness freshness) {
    ByteArrayOutputStream data = new ByteArrayOutputStream(1024 * (page.rows().size() + 1));
    for (StoredRow row : page.rows()) {
      rows.append(data, row, asked.query().finalBefore(), null);
    }
    return AnswerJson.page(
        asked.query().stream().label(),
        data.toByteArray(),
        asked.query().limit(),
        page.end() == null ? null : asked.cursorAfter(page.end()),
        progress,
        freshness);
  }

  private CompletionStage<Reply> one(ApiRequest request) {
    Stream stream = stream(request);
    RowKey key = key(request);
    RowJson rows = RowJson.of(request.parameters(), stream);
    Instant asOf = request.parameters().time("as_of");
    return consistency
        .reached(request)
        .thenApply(
            reached ->
                asOf == null
                    ? standing(request, stream, key, rows)
                    : stood(request, stream, key, rows, Times.toMicros(asOf)));
  }

  private Reply standing(ApiRequest request, Stream stream, RowKey key, RowJson rows) {
    StreamProgress progress = sources.progress().of(stream);
    Answer<Optional<StoredRow>> answer = sources.tiers().find(stream, key);
    Consistency.check(request, answer.freshness());
    StoredRow row = answer.value().orElseThrow(() -> gone(stream, key));
    return row(rows, row, progress, answer.freshness());
  }

  private Reply stood(
      ApiRequest request, Stream stream, RowKey key, RowJson rows, long asOfMicros) {
    Moments.check(
        sources.history(), stream, request.parameters().text("as_of").orElse(""), asOfMicros);
    StoredRow row =
        sources
            .history()
            .find(stream, key, asOfMicros)
            .orElseThrow(
                () ->
                    unknown("no window of this id stood at " + Times.micros(asOfMicros))
                        .exception());
    return row(rows, row, null, Moments.freshness(asOfMicros));
  }

  private static Reply row(
      RowJson rows, StoredRow row, @Nullable StreamProgress progress, Freshness freshness) {
    Long finalBefore = progress == null ? null : progress.finalBefore();
    ByteArrayOutputStream data = new ByteArrayOutputStream(1024);
    rows.append(data, row, finalBefore, null);
    ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
    write(out, "{\"stream\":\"" + row.stream().label() + "\",\"data\":");
    out.writeBytes(data.toByteArray());
    write(out, ",\"completeness\":");
    out.writeBytes(Reply.document(json -> AnswerJson.completeness(json, progress)));
    write(out, ",\"freshness\":");
    out.writeBytes(Reply.document(json -> AnswerJson.freshness(json, freshness)));
    write(out, "}");
    // The state is not of the row: it becomes final without a new version.
    String tag = row.version() + "-" + row.state(finalBefore).label();
    Reply reply = Reply.of(Reply.JSON, out.toByteArray());
    return AnswerJson.positioned(
        rows.fields().isEmpty()
            ? reply.with("ETag", "W/\"" + tag + "\"")
            : reply.validatedBy(data.toByteArray()),
        freshness);
  }

  /** Says of a row that does not stand whether it ever did, and what has absorbed it. */
  private RuntimeException gone(Stream stream, RowKey key) {
    RevisionEntry last = null;
    long after = 0;
    List<RevisionEntry> entries;
    do {
      entries = sources.history().revisions(stream, key, after, ALL_REVISIONS);
      if (!entries.isEmpty()) {
        last = entries.get(entries.size() - 1);
        after = last.row().version();
      }
    } while (entries.size() == ALL_REVISIONS);
    if (last == null || !last.deleted()) {
      return unknown("no window of this id stands or is known to have stood").exception();
    }
    String when = Times.micros(last.recordedAt());
    Optional<RowKey> absorber = sources.history().absorbedBy(last);
    return absorber
        .map(
            by ->
                Problem.of(ProblemType.WINDOW_ABSORBED, "another session absorbed it at " + when)
                    .with("absorbed_by", by.id())
                    .with("link", "/v1/windows/" + stream.label() + "/" + by.id()))
        .orElseGet(() -> unknown("the window was withdrawn at " + when).with("withdrawn_at", when))
        .exception();
  }

  private static Problem unknown(String detail) {
    return Problem.of(ProblemType.WINDOW_UNKNOWN, detail);
  }

  /** Returns the stream of windows that a path names. */
  static Stream stream(ApiRequest request) {
    String label = request.segment("stream");
    return Stream.window(label)
        .orElseThrow(
            () ->
                Problem.parameter(
                        ProblemType.NOT_FOUND,
                        "stream",
                        label,
                        String.join(", ", Stream.windows().stream().map(Stream::label).toList()))
                    .exception());
  }

  /** Returns the key that the id in a path names. */
  static RowKey key(ApiRequest request) {
    String id = request.segment("id");
    return Ids.parse(id)
        .filter(key -> key.metric().isEmpty())
        .orElseThrow(
            () ->
                Problem.parameter(
                        ProblemType.WINDOW_UNKNOWN,
                        "id",
                        id,
                        "the id of a row, as an answer has it")
                    .exception());
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}

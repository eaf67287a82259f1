package io.tidemark.query.http;

import io.tidemark.query.problem.Problem;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.read.Answer;
import io.tidemark.query.read.Freshness;
import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.RowField;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code /v1/anomalies}: verdicts that stand, and those that were withdrawn. */
final class AnomalyEndpoints {

  private static final List<String> LIST =
      List.of(
          "from",
          "to",
          "time",
          "key",
          "dimension.*",
          "severity",
          "metric",
          "include",
          "computation",
          "fields",
          "order",
          "limit",
          "cursor",
          "as_of",
          "min_position",
          "max_staleness");

  /** Pages looked through for rows of a severity or metric before the answer says where it is. */
  private static final int MOST_PAGES = 20;

  private final Sources sources;
  private final Consistency consistency;

  AnomalyEndpoints(Sources sources, Consistency consistency) {
    this.sources = sources;
    this.consistency = consistency;
  }

  List<Endpoint> all() {
    return List.of(Endpoint.later("GET", "/v1/anomalies", Scope.READ, LIST, this::list));
  }

  /**
   * A verdict in an answer.
   *
   * @param withdrawnAt in microseconds since the epoch; null if it stands
   */
  private record Verdict(StoredRow row, @Nullable Long withdrawnAt) {}

  /**
   * Some verdicts.
   *
   * @param end where the next page begins; null if there is none
   */
  private record Verdicts(List<Verdict> list, @Nullable RowKey end) {}

  private CompletionStage<Reply> list(ApiRequest request) {
    Parameters given = request.parameters();
    RowJson rows = RowJson.of(given, Stream.ANOMALIES);
    Asked asked = Asked.of(request, Stream.ANOMALIES, sources.progress());
    Predicate<StoredRow> wanted = wanted(given);
    boolean withdrawn = isWithdrawnIncluded(given, asked);
    return consistency
        .reached(request)
        .thenApply(reached -> listed(request, asked, rows, wanted, withdrawn));
  }

  private static boolean isWithdrawnIncluded(Parameters given, Asked asked) {
    boolean withdrawn = given.text("include").isPresent();
    if (withdrawn) {
      given.oneOf("include", List.of("withdrawn"), "withdrawn");
      if (asked.asOfMicros() != null) {
        throw Problem.parameter("include", "withdrawn", "nothing beside as_of").exception();
      }
    }
    return withdrawn;
  }

  private static Predicate<StoredRow> wanted(Parameters given) {
    List<String> severities = given.list("severity");
    List<String> metrics = given.list("metric");
    return row ->
        (metrics.isEmpty() || metrics.contains(row.key().metric()))
            && (severities.isEmpty() || severities.contains(severity(row)));
  }

  private Reply listed(
      ApiRequest request,
      Asked asked,
      RowJson rows,
      Predicate<StoredRow> wanted,
      boolean withdrawn) {
    Long asOf = asked.asOfMicros();
    StreamProgress progress =
        asOf == null ? sources.progress().of(Stream.ANOMALIES.computed()) : null;
    if (asOf != null) {
      String text = request.parameters().text("as_of").orElse("the cursor's");
      Moments.check(sources.history(), Stream.ANOMALIES, text, asOf);
    }
    Freshness freshness = null;
    List<Verdict> found = new ArrayList<>();
    RowQuery query = asked.query();
    RowKey end = null;
    for (int i = 0; i < MOST_PAGES && found.size() < asked.query().limit(); i++) {
      Answer<RowPage> answer = page(query, asOf);
      freshness = answer.freshness();
      RowPage page = answer.value();
      page.rows().stream().filter(wanted).forEach(row -> found.add(new Verdict(row, null)));
      end = page.end();
      if (end == null) {
        break;
      }
      query = query.after(end);
    }
    Consistency.check(request, freshness);
    Verdicts verdicts =
        withdrawn
            ? merged(asked.query(), found, end, wanted)
            : cut(found, end, asked.query().limit());
    return reply(asked, rows, verdicts, progress, freshness);
  }

  private Answer<RowPage> page(RowQuery query, @Nullable Long asOf) {
    return asOf == null
        ? sources.tiers().list(query)
        : new Answer<>(sources.history().list(query, asOf), Moments.freshness(asOf));
  }

  /** Merges in what was withdrawn, up to where what stands has been read. */
  private Verdicts merged(
      RowQuery query, List<Verdict> standing, @Nullable RowKey end, Predicate<StoredRow> wanted) {
    Comparator<RowKey> order =
        query.ascending() ? Comparator.naturalOrder() : Comparator.reverseOrder();
    List<RevisionEntry> deleted = sources.withdrawn().withdrawn(query);
    RowKey deletedEnd =
        deleted.size() < query.limit() ? null : deleted.get(deleted.size() - 1).row().key();
    RowKey least =
        end == null || (deletedEnd != null && order.compare(deletedEnd, end) < 0)
            ? deletedEnd
            : end;
    List<Verdict> all = new ArrayList<>(standing);
    deleted.stream()
        .filter(entry -> wanted.test(entry.row()))
        .forEach(entry -> all.add(new Verdict(entry.row(), entry.recordedAt())));
    all.removeIf(verdict -> least != null && order.compare(verdict.row().key(), least) > 0);
    all.sort(Comparator.comparing(verdict -> verdict.row().key(), order));
    return cut(all, least, query.limit());
  }

  private static Verdicts cut(List<Verdict> found, @Nullable RowKey end, int limit) {
    return found.size() <= limit
        ? new Verdicts(found, end)
        : new Verdicts(found.subList(0, limit), found.get(limit - 1).row().key());
  }

  private static Reply reply(
      Asked asked,
      RowJson rows,
      Verdicts verdicts,
      @Nullable StreamProgress progress,
      Freshness freshness) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Verdict verdict : verdicts.list()) {
      rows.append(data, verdict.row(), asked.query().finalBefore(), verdict.withdrawnAt());
    }
    return AnswerJson.page(
        Stream.ANOMALIES.label(),
        data.toByteArray(),
        asked.query().limit(),
        verdicts.end() == null ? null : asked.cursorAfter(verdicts.end()),
        progress,
        freshness);
  }

  private static String severity(StoredRow row) {
    return Objects.requireNonNullElse(RowField.text(row, "severity"), "");
  }
}

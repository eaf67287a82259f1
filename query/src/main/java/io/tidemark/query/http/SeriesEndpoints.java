package io.tidemark.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.read.Answer;
import io.tidemark.query.read.SeriesSource;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.SeriesDimensions;
import io.tidemark.query.row.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code /v1/series}: which series there are, and since when. */
final class SeriesEndpoints {
  private final Sources sources;

  SeriesEndpoints(Sources sources) {
    this.sources = sources;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.get(
            "/v1/series",
            Scope.READ,
            List.of("stream", "prefix", "dimension.*", "active_since", "limit", "cursor"),
            this::list));
  }

  private Reply list(ApiRequest request) {
    Parameters given = request.parameters();
    List<String> streams = Stream.windows().stream().map(Stream::label).toList();
    Stream stream =
        Stream.window(given.oneOf("stream", streams, Stream.PERFORMANCE.label())).orElseThrow();
    Instant since = given.time("active_since");
    SeriesSource.Query query =
        new SeriesSource.Query(
            stream,
            given.text("prefix").orElse(""),
            given.dimensions(),
            since == null ? null : since.toEpochMilli(),
            given.text("cursor").map(SeriesEndpoints::after).orElse(null),
            given.limit());
    Answer<SeriesSource.Page> answer = sources.series().list(query);
    Long finalBefore = sources.progress().of(stream).finalBefore();
    return AnswerJson.positioned(
        Reply.json(json -> write(json, query, answer, finalBefore)), answer.freshness());
  }

  /** The cursor is the last key, in base64url: keys are texts of users. */
  private static String after(String cursor) {
    try {
      byte[] utf8 = Base64.getUrlDecoder().decode(cursor);
      String key = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      if (key.indexOf('\0') < 0) {
        return key;
      }
    } catch (IllegalArgumentException | CharacterCodingException e) {
      // Answered below.
    }
    throw Problem.parameter("cursor", cursor, "page.next of an answer, as it is").exception();
  }

  private static void write(
      JsonGenerator json,
      SeriesSource.Query query,
      Answer<SeriesSource.Page> answer,
      @Nullable Long finalBefore)
      throws IOException {
    List<SeriesSource.Series> series = answer.value().series();
    json.writeStartObject();
    json.writeStringField("stream", query.stream().label());
    json.writeArrayFieldStart("data");
    for (SeriesSource.Series one : series) {
      write(json, one, finalBefore);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("page");
    json.writeNumberField("limit", query.limit());
    json.writeStringField(
        "next", answer.value().more() ? cursor(series.get(series.size() - 1).key()) : null);
    json.writeEndObject();
    json.writeFieldName("freshness");
    AnswerJson.freshness(json, answer.freshness());
    json.writeEndObject();
  }

  private static void write(
      JsonGenerator json, SeriesSource.Series series, @Nullable Long finalBefore)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("key", series.key());
    json.writeObjectFieldStart("dimensions");
    for (Map.Entry<String, String> one : SeriesDimensions.of(series.key()).entrySet()) {
      json.writeStringField(one.getKey(), one.getValue());
    }
    json.writeEndObject();
    json.writeStringField("first_window", Times.millis(series.firstWindow()));
    json.writeStringField("last_window", Times.millis(series.lastWindow()));
    json.writeNumberField("windows", series.windows());
    Pane pane = series.lastPane();
    json.writeStringField(
        "last_state",
        pane == null ? null : RowState.of(pane, series.lastEnd(), finalBefore).label());
    json.writeEndObject();
  }

  private static String cursor(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }
}

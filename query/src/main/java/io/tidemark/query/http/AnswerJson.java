package io.tidemark.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.query.feed.Position;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.read.Freshness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The parts that answers have in common. */
final class AnswerJson {
  private AnswerJson() {}

  /**
   * Returns a page of rows as an answer; its validator leaves out how fresh it is.
   *
   * @param rows the elements of the array, separated by commas
   * @param next null on the last page
   */
  static Reply page(
      String stream,
      byte[] rows,
      int limit,
      @Nullable String next,
      @Nullable StreamProgress progress,
      Freshness freshness) {
    byte[] page =
        Reply.document(
            json -> {
              json.writeStartObject();
              json.writeNumberField("limit", limit);
              json.writeStringField("next", next);
              json.writeEndObject();
            });
    ByteArrayOutputStream out = new ByteArrayOutputStream(rows.length + 1024);
    write(out, "{\"stream\":\"" + stream + "\",\"data\":[");
    out.writeBytes(rows);
    write(out, "],\"page\":");
    out.writeBytes(page);
    write(out, ",\"completeness\":");
    out.writeBytes(Reply.document(json -> completeness(json, progress)));
    write(out, ",\"freshness\":");
    out.writeBytes(Reply.document(json -> freshness(json, freshness)));
    write(out, "}");
    return positioned(Reply.of(Reply.JSON, out.toByteArray()), freshness).validatedBy(rows, page);
  }

  /** Returns the reply with its position in a header, where it has one. */
  static Reply positioned(Reply reply, Freshness freshness) {
    return freshness.position().equals(Position.NONE)
        ? reply
        : reply.with("Tidemark-Position", freshness.position().text());
  }

  /** Writes how far the windows are; all null if that is not known, or not of this moment. */
  static void completeness(JsonGenerator json, @Nullable StreamProgress progress)
      throws IOException {
    json.writeStartObject();
    json.writeStringField(
        "watermark", progress == null ? null : Times.millis(progress.watermark()));
    json.writeStringField(
        "final_before", progress == null ? null : Times.millis(progress.finalBefore()));
    json.writeBooleanField("input_ended", hasEnded(progress));
    json.writeStringField("source", source(progress));
    json.writeEndObject();
  }

  /** Returns whether no event will come any more. */
  static boolean hasEnded(@Nullable StreamProgress progress) {
    return progress != null
        && progress.watermark() != null
        && progress.watermark() == Long.MAX_VALUE;
  }

  /** Returns where the watermark is from. */
  static String source(@Nullable StreamProgress progress) {
    StreamProgress.Source source =
        progress == null ? StreamProgress.Source.UNKNOWN : progress.source();
    return source.name().toLowerCase(Locale.ROOT);
  }

  /** Writes how fresh an answer is. */
  static void freshness(JsonGenerator json, Freshness freshness) throws IOException {
    json.writeStartObject();
    json.writeStringField("as_of", Times.millis(freshness.asOf()));
    json.writeStringField(
        "position",
        freshness.position().equals(Position.NONE) ? null : freshness.position().text());
    json.writeNumberField("lag_ms", freshness.lagMillis());
    json.writeStringField("tier", freshness.tier());
    json.writeBooleanField("stale", freshness.stale());
    json.writeEndObject();
  }

  /** Writes a whole number, or null. */
  static void number(JsonGenerator json, String name, @Nullable Number number) throws IOException {
    if (number == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, number.longValue());
    }
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}

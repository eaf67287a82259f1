package io.tidemark.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.query.problem.Problem;
import java.io.IOException;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Problems as RFC 9457 has them, {@code application/problem+json}. */
public final class ProblemJson {

  /** The media type. */
  public static final String TYPE = "application/problem+json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ProblemJson() {}

  /**
   * Returns the problem as an answer.
   *
   * @param instance the path that was asked for; null if the request had none
   */
  public static Reply reply(Problem problem, @Nullable String instance) {
    Reply reply =
        Reply.of(TYPE, Reply.document(json -> write(json, problem, instance)))
            .status(problem.type().status());
    return switch (problem.type()) {
      case UNAUTHENTICATED -> reply.with("WWW-Authenticate", "Bearer");
      case METHOD_NOT_ALLOWED -> reply.with("Allow", String.valueOf(problem.allowed()));
      case RATE_LIMITED ->
          reply.with("Retry-After", problem.more().getOrDefault("retry_after_seconds", 1) + "");
      case NOT_AT_POSITION, STORE_UNAVAILABLE, STOPPING -> reply.with("Retry-After", "1");
      default -> reply;
    };
  }

  private static void write(JsonGenerator json, Problem problem, @Nullable String instance)
      throws IOException {
    json.setCodec(MAPPER);
    json.writeStartObject();
    json.writeStringField("type", "/problems/" + problem.type().slug());
    json.writeStringField("title", problem.type().title());
    json.writeNumberField("status", problem.type().status());
    json.writeStringField("detail", problem.detail());
    json.writeStringField("instance", instance);
    json.writeStringField("parameter", problem.parameter());
    json.writeStringField("value", problem.value());
    json.writeStringField("allowed", problem.allowed());
    for (Map.Entry<String, Object> member : problem.more().entrySet()) {
      json.writeObjectField(member.getKey(), member.getValue());
    }
    json.writeEndObject();
  }
}

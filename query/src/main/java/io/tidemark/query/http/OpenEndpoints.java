package io.tidemark.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What needs no token: probes, the description of the API, what problems mean, and the page. */
final class OpenEndpoints {

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "txt", "text/plain; charset=utf-8");

  /** Of the library that draws the charts, only what the page needs. */
  private static final Set<String> PLOT = Set.of("uPlot.min.css", "uPlot.iife.min.js");

  private static final String PLOT_FOLDER = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private final Readiness readiness;

  OpenEndpoints(Readiness readiness) {
    this.readiness = readiness;
  }

  List<Endpoint> all() {
    return List.of(
        open("/healthz", request -> Reply.text("text/plain", "ok\n")),
        open("/readyz", request -> ready()),
        open("/openapi.yaml", request -> resource("/openapi.yaml", "application/yaml")),
        open("/problems/{slug}", OpenEndpoints::problem),
        open("/", request -> page("index.html")),
        open("/assets/{name}", request -> page(request.segment("name"))));
  }

  private static Endpoint open(String path, Function<ApiRequest, Reply> handler) {
    return Endpoint.get(path, Scope.OPEN, List.of(), handler);
  }

  private Reply ready() {
    Readiness.State state = readiness.state();
    return Reply.json(json -> write(json, state)).status(state.ready() ? 200 : 503);
  }

  private static void write(JsonGenerator json, Readiness.State state) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("ready", state.ready());
    json.writeObjectFieldStart("parts");
    for (Map.Entry<String, String> part : state.parts().entrySet()) {
      json.writeStringField(part.getKey(), part.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("warnings");
    for (String warning : state.warnings()) {
      json.writeString(warning);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static Reply problem(ApiRequest request) {
    String slug = request.segment("slug");
    ProblemType type =
        Arrays.stream(ProblemType.values())
            .filter(each -> each.slug().equals(slug))
            .findFirst()
            .orElseThrow(
                () -> Problem.of(ProblemType.NOT_FOUND, "there is no problem " + slug).exception());
    return Reply.text(
        "text/plain", type.title() + " (" + type.status() + ")\n\n" + ProblemTexts.of(type) + "\n");
  }

  private static Reply page(String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw nothing(name);
    }
    return resource((PLOT.contains(name) ? PLOT_FOLDER : "/page/") + name, type);
  }

  private static Reply resource(String path, String type) {
    return read(path)
        .map(bytes -> Reply.of(type, bytes))
        .orElseThrow(() -> nothing(path.substring(path.lastIndexOf('/') + 1)));
  }

  private static RuntimeException nothing(String name) {
    return Problem.of(ProblemType.NOT_FOUND, "the page has no file " + name).exception();
  }

  private static Optional<byte[]> read(String path) {
    try (@Nullable InputStream in = OpenEndpoints.class.getResourceAsStream(path)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + path + " cannot be read", e);
    }
  }
}

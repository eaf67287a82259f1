package io.tidemark.pipelines.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.fail;

import io.tidemark.pipelines.decode.EventForms.Form;
import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.Decoded.Event;
import io.tidemark.pipelines.record.Decoded.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each form of each field has the fate that {@link EventForms} says, and so does the page. */
class EventFormsTest {
  private static final String BEGIN = "<!-- generated: EventFormsTest -->\n";
  private static final String END = "<!-- end -->\n";

  private static final Map<String, String> PERFORMANCE =
      fields(
          "type", "\"performance_metrics\"",
          "id", "\"p-1\"",
          "timestamp", "\"2026-01-05T12:00:00Z\"");
  private static final Map<String, String> FEEDBACK =
      fields(
          "type", "\"user_feedback\"",
          "id", "\"f-1\"",
          "timestamp", "\"2026-01-05T12:00:00Z\"",
          "session_id", "\"s-1\"");
  private static final Map<String, String> HEALTH =
      fields(
          "type", "\"system_health\"",
          "id", "\"h-1\"",
          "timestamp", "\"2026-01-05T12:00:00Z\"",
          "component", "\"gateway\"",
          "status", "\"healthy\"");

  private final Decoders decoders = Decoders.standard(10_000);

  static Stream<Arguments> forms() {
    return Stream.of(
            EventForms.COMMON.stream().map(form -> Arguments.of(PERFORMANCE, form)),
            EventForms.PERFORMANCE.stream().map(form -> Arguments.of(PERFORMANCE, form)),
            EventForms.FEEDBACK.stream().map(form -> Arguments.of(FEEDBACK, form)),
            EventForms.HEALTH.stream().map(form -> Arguments.of(HEALTH, form)))
        .flatMap(forms -> forms);
  }

  /** An event with the others and this form of one field. */
  static String event(Map<String, String> others, Form form) {
    Map<String, String> fields = new LinkedHashMap<>(others);
    fields.put(form.field(), form.json());
    fields.values().remove(EventForms.ABSENT);
    return json(fields);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("forms")
  void formHasItsFate(Map<String, String> others, Form form) throws Exception {
    Decoded decoded = decoders.decode(Records.of(event(others, form))).get(0);
    assertThat(fate(decoded, form.field()), is(form.fate()));
  }

  /** The same field in a wrapping, and the payload without it, has the same fate. */
  @ParameterizedTest(name = "{1}")
  @MethodSource("forms")
  void idAndTimeOfAnEnvelopeHaveTheSameFate(Map<String, String> others, Form form)
      throws Exception {
    if (!form.field().equals("timestamp") && !form.field().equals("id")) {
      return;
    }
    Map<String, String> payload = new LinkedHashMap<>(others);
    payload.remove(form.field());
    String field =
        form.json().equals(EventForms.ABSENT)
            ? ""
            : "\"" + form.field() + "\": " + form.json() + ", ";
    String json = "{" + field + "\"event_type\": \"metric\", \"data\": " + json(payload) + "}";
    String fate = fate(decoders.decode(Records.of(json)).get(0), form.field());
    String expected = form.fate();
    if (form.field().equals("id") && expected.contains(": id is ")) {
      expected = "none: identified by its place"; // a wrapping's id that is none costs nothing
    }
    assertThat(fate, is(expected));
  }

  @Test
  void pageShowsTheForms() throws IOException {
    Path file = Path.of("..", "docs", "events.md");
    String page = Files.readString(file);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END, from);
    assertThat("the page has a place for the tables", from >= BEGIN.length() && to >= from);
    if (!page.substring(from, to).equals(tables())) {
      Path expected = Path.of("target", "events.md");
      Files.writeString(expected, page.substring(0, from) + tables() + page.substring(to));
      fail(
          "docs/events.md differs from the forms that are tested. Accept the generated tables:\n"
              + "  cp pipelines/target/events.md docs/events.md");
    }
  }

  private static String tables() {
    return table("Every event", EventForms.COMMON)
        + table("`performance_metrics`", EventForms.PERFORMANCE)
        + table("`user_feedback`", EventForms.FEEDBACK)
        + table("`system_health`", EventForms.HEALTH);
  }

  private static String table(String title, List<Form> forms) {
    StringBuilder table = new StringBuilder("\n### " + title + " in every form\n\n");
    table.append("| field | what arrives | what becomes of it |\n| --- | --- | --- |\n");
    for (Form form : forms) {
      String json =
          form.json().equals(EventForms.ABSENT) ? EventForms.ABSENT : "`" + form.json() + "`";
      table.append("| `%s` | %s | %s |\n".formatted(form.field(), json, words(form.fate())));
    }
    return table.append("\n").toString();
  }

  private static String words(String fate) {
    String reason = fate.substring(0, Math.max(0, fate.indexOf(": ")));
    return reason.equals("MALFORMED") || reason.equals("INVALID")
        ? "dead letter `" + reason + "`" + fate.substring(reason.length())
        : fate;
  }

  private static String fate(Decoded decoded, String field) throws Exception {
    if (decoded instanceof Rejected rejected) {
      return rejected.reason() + ": " + rejected.error();
    }
    Event event = (Event) decoded;
    String lost = event.fieldsLeftOut() == 0 ? "" : ", " + event.fieldsLeftOut() + " left out";
    return shown(event.event(), field) + lost;
  }

  private static String shown(TelemetryEvent event, String field) throws Exception {
    if (field.equals("type")) {
      return event.getClass().getSimpleName();
    }
    if (field.equals("timestamp")) {
      return Instant.ofEpochMilli(event.timestampMillis()).toString();
    }
    Object value = value(event, field);
    boolean unknown =
        value == null
            || value.equals("")
            || value.equals(Double.NaN)
            || value.equals(TokenUsage.UNKNOWN);
    if (!unknown) {
      return value.toString();
    }
    return switch (field) {
      case "id" -> "none: identified by its place";
      case "error" -> "none";
      default -> "not known";
    };
  }

  /** Returns the component of the event, of its attribution or of its usage that has the name. */
  private static Object value(TelemetryEvent event, String field) throws Exception {
    if (event instanceof PerformanceMetrics request) {
      if (field.endsWith("_tokens")) {
        return component(request.usage(), field.substring(0, field.length() - "_tokens".length()));
      }
      if (has(Attribution.class, field)) {
        return component(request.attribution(), field);
      }
    }
    return component(event, field);
  }

  private static boolean has(Class<?> type, String field) {
    return Stream.of(type.getRecordComponents())
        .anyMatch(c -> c.getName().equals(camelCase(field)));
  }

  private static Object component(Object whole, String field) throws Exception {
    return whole.getClass().getMethod(camelCase(field)).invoke(whole);
  }

  private static String camelCase(String field) {
    StringBuilder name = new StringBuilder();
    for (String word : field.split("_")) {
      name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase() + word.substring(1));
    }
    return name.toString();
  }

  private static Map<String, String> fields(String... namesAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], Objects.requireNonNull(namesAndValues[i + 1]));
    }
    return fields;
  }

  private static String json(Map<String, String> fields) {
    StringBuilder json = new StringBuilder();
    fields.forEach(
        (name, value) ->
            json.append(json.isEmpty() ? "{" : ", ").append("\"" + name + "\": " + value));
    return json.append("}").toString();
  }
}

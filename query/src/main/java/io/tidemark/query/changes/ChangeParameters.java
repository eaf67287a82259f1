package io.tidemark.query.changes;

import io.tidemark.query.feed.Position;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemException;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.Stream;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads the parameters of a subscription; each that is wrong is a problem that names it. */
final class ChangeParameters {
  private static final String DIMENSION = "dimension.";
  private static final Set<String> NAMES =
      Set.of("streams", "key", "pane", "snapshot", "throttle", "after", "wait", "format");
  private static final String ALLOWED =
      "streams, key, dimension.NAME, pane, snapshot, throttle, after, wait, format";
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)?");
  private static final String LAST_ID = "Last-Event-ID";

  /** What a browser that lost its connection a while ago sends, at most. */
  private static final long MOST_WAIT = 60_000;

  private static final long MOST_THROTTLE = 60_000;
  private static final long THROTTLE = 250;

  private final HttpServletRequest request;

  private ChangeParameters(HttpServletRequest request) {
    this.request = request;
  }

  /**
   * Returns what a request asks for.
   *
   * @throws ProblemException if it cannot be understood
   */
  static ChangeRequest read(HttpServletRequest request) {
    return new ChangeParameters(request).read();
  }

  private ChangeRequest read() {
    Map<String, String> dimensions = dimensions();
    ChangeFilter filter =
        new ChangeFilter(
            some("streams", Stream.class, Stream::label),
            one("key"),
            dimensions,
            some("pane", Pane.class, Pane::name));
    long wait = duration("wait", MOST_WAIT, 0);
    return new ChangeRequest(
        filter, format(), snapshot(), duration("throttle", MOST_THROTTLE, THROTTLE), after(), wait);
  }

  private Map<String, String> dimensions() {
    Map<String, String> dimensions = new HashMap<>();
    for (String name : request.getParameterMap().keySet()) {
      if (name.startsWith(DIMENSION) && name.length() > DIMENSION.length()) {
        dimensions.put(name.substring(DIMENSION.length()), one(name));
      } else if (!NAMES.contains(name)) {
        throw Problem.parameter(name, one(name), "a parameter among " + ALLOWED).exception();
      }
    }
    return dimensions;
  }

  private @Nullable String one(String name) {
    String[] values = request.getParameterValues(name);
    if (values == null) {
      return null;
    }
    if (values.length > 1) {
      throw Problem.parameter(name, String.join(", ", values), "one value").exception();
    }
    return values[0];
  }

  private <E extends Enum<E>> Set<E> some(String name, Class<E> type, Function<E, String> label) {
    String text = one(name);
    if (text == null) {
      return EnumSet.allOf(type);
    }
    Map<String, E> known =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toMap(value -> lower(label.apply(value)), value -> value));
    Set<E> some = EnumSet.noneOf(type);
    for (String part : text.split(",", -1)) {
      E value = known.get(lower(part.strip()));
      if (value == null) {
        throw Problem.parameter(name, text, "some of " + String.join(",", known.keySet()))
            .exception();
      }
      some.add(value);
    }
    return some;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private boolean snapshot() {
    String text = one("snapshot");
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw Problem.parameter("snapshot", text, "true or false").exception();
  }

  private long duration(String name, long most, long otherwise) {
    String text = one(name);
    if (text == null) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      String unit = matcher.group(2);
      if (unit != null || number == 0) {
        long millis = number * ("m".equals(unit) ? 60_000 : "s".equals(unit) ? 1000 : 1);
        if (millis <= most) {
          return millis;
        }
      }
    }
    throw Problem.parameter(
            name, text, "a number and a unit, such as 250ms or 2s, from 0 to " + most / 1000 + "s")
        .exception();
  }

  private @Nullable Position after() {
    String header = request.getHeader(LAST_ID);
    boolean byHeader = header != null && !header.isEmpty();
    String text = byHeader ? header : one("after");
    if (text == null) {
      return null;
    }
    return Position.parse(text)
        .orElseThrow(
            () ->
                Problem.parameter(
                        byHeader ? LAST_ID : "after", text, "a position as answers have it")
                    .exception());
  }

  private EventFormat format() {
    String text = one("format");
    String accept = String.join(",", java.util.Collections.list(request.getHeaders("Accept")));
    if (text != null) {
      return switch (text) {
        case "sse" -> EventFormat.SSE;
        case "ndjson" -> EventFormat.NDJSON;
        case "json" -> EventFormat.JSON;
        default -> throw Problem.parameter("format", text, "sse, ndjson or json").exception();
      };
    }
    if (one("wait") != null) {
      return EventFormat.JSON;
    }
    if (accept.contains("application/x-ndjson")) {
      return EventFormat.NDJSON;
    }
    if (accept.isEmpty() || accept.contains("text/event-stream") || accept.contains("*/*")) {
      return EventFormat.SSE;
    }
    throw Problem.parameter(
            ProblemType.NOT_ACCEPTABLE,
            "Accept",
            accept,
            "text/event-stream or application/x-ndjson")
        .exception();
  }
}

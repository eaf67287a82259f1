package io.tidemark.query.http;

import io.tidemark.query.feed.Position;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The query of a request, by types. What cannot be understood is thrown as a problem that names the
 * parameter, its value, and what is allowed.
 */
public final class Parameters {

  /** Rows on a page where {@code limit} is not given. */
  public static final int DEFAULT_LIMIT = 100;

  /** The most rows on a page. */
  public static final int MOST = 5_000;

  private static final String DIMENSION = "dimension.";

  private static final Set<String> TOKENS =
      Set.of("token", "access_token", "authorization", "api_key", "apikey");

  private final Map<String, String> values;
  private final Instant now;

  Parameters(Map<String, String> values, Instant now) {
    this.values = values;
    this.now = now;
  }

  /** Throws a problem if there is a parameter that an endpoint does not know. */
  void onlyOf(List<String> allowed) {
    for (Map.Entry<String, String> given : values.entrySet()) {
      String name = given.getKey();
      boolean known =
          allowed.contains(name)
              || (allowed.contains("dimension.*")
                  && name.startsWith(DIMENSION)
                  && name.length() > DIMENSION.length());
      if (!known) {
        throw unknown(name, given.getValue(), allowed).exception();
      }
    }
  }

  /** Throws a problem if there is a token in the URL, where logs and screens show it. */
  void withoutToken() {
    for (String name : values.keySet()) {
      if (TOKENS.contains(name.toLowerCase(Locale.ROOT))) {
        // The value is not repeated, for the same reason.
        throw new Problem(
                ProblemType.INVALID_PARAMETER,
                "a token must not be in a URL",
                name,
                null,
                "the header Authorization: Bearer TOKEN",
                Map.of())
            .exception();
      }
    }
  }

  private static Problem unknown(String name, String value, List<String> allowed) {
    String names = allowed.isEmpty() ? "no parameters" : String.join(", ", allowed);
    String guess = Nearest.of(name, allowed).map(near -> "; did you mean " + near + "?").orElse("");
    return new Problem(
        ProblemType.INVALID_PARAMETER,
        "there is no parameter " + shortened(name) + guess,
        shortened(name),
        shortened(value),
        names,
        Map.of());
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  /** Returns the text of a parameter; empty if it is not given. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Returns the time of a parameter; null if it is not given. */
  public @Nullable Instant time(String name) {
    String value = values.get(name);
    return value == null ? null : Times.time(name, value, now);
  }

  /** Returns the duration of a parameter, of 0 to {@code most}; null if it is not given. */
  public @Nullable Duration duration(String name, Duration most) {
    String value = values.get(name);
    return value == null ? null : Times.duration(name, value, most);
  }

  /** Returns the most rows to answer with. */
  public int limit() {
    return number("limit", 1, MOST, DEFAULT_LIMIT);
  }

  /** Returns a whole number of {@code least} to {@code most}. */
  public int number(String name, int least, int most, int otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw Problem.parameter(name, value, "a whole number from " + least + " to " + most)
        .exception();
  }

  /** Returns one of the names. */
  public String oneOf(String name, List<String> allowed, String otherwise) {
    String value = values.getOrDefault(name, otherwise);
    if (!allowed.contains(value)) {
      throw Problem.parameter(name, value, String.join(", ", allowed)).exception();
    }
    return value;
  }

  /** Returns the constants whose names are given, separated by commas; all if none is given. */
  public <E extends Enum<E>> Set<E> setOf(String name, Class<E> type) {
    String value = values.get(name);
    if (value == null) {
      return EnumSet.allOf(type);
    }
    Set<E> chosen = EnumSet.noneOf(type);
    for (String part : value.split(",", -1)) {
      chosen.add(constant(name, value, part, type));
    }
    return chosen;
  }

  private static <E extends Enum<E>> E constant(
      String name, String value, String part, Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(part.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> Problem.parameter(name, value, namesOf(type)).exception());
  }

  private static <E extends Enum<E>> String namesOf(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "))
        + ", one or more, separated by commas";
  }

  /** Returns the names given, separated by commas; empty if the parameter is not given. */
  public List<String> list(String name) {
    String value = values.get(name);
    return value == null ? List.of() : List.of(value.split(",", -1));
  }

  /** Returns the values that {@code dimension.NAME=} asks for, by name. */
  public Map<String, String> dimensions() {
    Map<String, String> dimensions = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(DIMENSION)) {
            dimensions.put(name.substring(DIMENSION.length()), value);
          }
        });
    return dimensions;
  }

  /** Returns a position; null if the parameter is not given. */
  public @Nullable Position position(String name) {
    String value = values.get(name);
    return value == null
        ? null
        : Position.parse(value)
            .orElseThrow(
                () ->
                    Problem.parameter(name, value, "a position from an answer, as it is")
                        .exception());
  }

  /** Returns a copy of what is given, by name, but for some names. */
  Map<String, String> without(Set<String> names) {
    Map<String, String> rest = new LinkedHashMap<>(values);
    rest.keySet().removeAll(names);
    return rest;
  }
}

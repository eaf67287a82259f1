package io.tidemark.query.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Why a request is not served, as RFC 9457 has it, with what was wrong and what is allowed.
 *
 * @param type which kind of problem
 * @param detail one sentence for a person
 * @param parameter the name of what is wrong: of a parameter, a header, a field; null if it is none
 * @param value as it was sent, shortened; null if it was absent
 * @param allowed what would have been right; null if nothing would
 * @param more further members, by name
 */
public record Problem(
    ProblemType type,
    String detail,
    @Nullable String parameter,
    @Nullable String value,
    @Nullable String allowed,
    Map<String, Object> more) {

  private static final int LONGEST_VALUE = 200;

  /** Returns a problem without a parameter. */
  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, null, null, null, Map.of());
  }

  /** Returns the problem of a parameter that cannot be understood or is out of range. */
  public static Problem parameter(String parameter, @Nullable String value, String allowed) {
    return parameter(ProblemType.INVALID_PARAMETER, parameter, value, allowed);
  }

  /** Returns a problem of this type that is one of a parameter. */
  public static Problem parameter(
      ProblemType type, String parameter, @Nullable String value, String allowed) {
    String shown = value == null ? null : shortened(value);
    return new Problem(
        type,
        parameter
            + (shown == null ? " is missing" : " is '" + shown + "'")
            + "; allowed: "
            + allowed,
        parameter,
        shown,
        allowed,
        Map.of());
  }

  /** Returns the problem with a further member. */
  public Problem with(String name, Object member) {
    Map<String, Object> members = new LinkedHashMap<>(more);
    members.put(name, member);
    return new Problem(type, detail, parameter, value, allowed, members);
  }

  /** Returns the problem as what a handler throws. */
  public ProblemException exception() {
    return new ProblemException(this);
  }

  private static String shortened(String value) {
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
  }
}

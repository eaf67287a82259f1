package io.tidemark.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a setting may be.
 *
 * @param kind how a file writes it
 * @param words goes on from "it must be": {@code a duration from 1ms to 365d}
 * @param pattern a regular expression for editors. It accepts every value that is allowed, and some
 *     that are not, since it does not know ranges
 * @param choices all values, where there are few; otherwise empty
 * @param refusal what is wrong with a value, as it goes on from {@code name is 'value': }; empty:
 *     nothing
 * @param normal writes a value that is allowed in one way, so that equal texts are equal values
 * @param argument writes a value that is allowed as the option takes it
 * @param secret whether a value may hold a password, and so is left out of messages
 */
public record Values(
    Kind kind,
    String words,
    String pattern,
    List<String> choices,
    Function<String, Optional<String>> refusal,
    UnaryOperator<String> normal,
    UnaryOperator<String> argument,
    boolean secret) {

  private static final Pattern PASSWORD =
      Pattern.compile("(?i)[?&]\\w*password=|://[^/@\\s]*:[^/@\\s]*@");

  private static final String NO_PASSWORD =
      "a password is never in this file, but in one of its own: name it by"
          + " postgres.jdbcPasswordFile";

  /** How a file writes a value. */
  public enum Kind {
    TEXT,
    /** One text, or a list of texts, which are joined by commas. */
    LIST,
    NUMBER,
    WHOLE,
    BOOLEAN,
    /** A duration with its unit or, without one, a number of milliseconds. */
    MILLIS
  }

  /** Texts of a form; {@code words} goes on from "it must be". */
  public static Values texts(String words, String pattern) {
    Pattern form = Pattern.compile(pattern);
    return of(Kind.TEXT, words, pattern, text -> form.matcher(text).matches());
  }

  /** Durations of at least a millisecond. */
  public static Values durations() {
    return of(
            Kind.TEXT,
            "a duration from 1ms; a duration is " + Units.DURATION,
            "[0-9]{1,12}(ms|s|m|h|d)",
            text -> Units.millis(text).orElse(0) > 0)
        .withNormal(text -> Units.duration(Units.millis(text).orElseThrow()));
  }

  /** Amounts of memory or disk of at least a byte. */
  public static Values sizes() {
    return of(
            Kind.TEXT,
            "a size from 1 B; a size is " + Units.SIZE,
            "[0-9][0-9,]{0,15} ?(B|KB|MB|GB|TB)",
            text -> Units.bytes(text).orElse(0) > 0)
        .withNormal(text -> Units.size(Units.bytes(text).orElseThrow()));
  }

  private static Values of(Kind kind, String words, String pattern, Predicate<String> accepts) {
    return new Values(
        kind,
        words,
        pattern,
        List.of(),
        text -> accepts.test(text) ? Optional.empty() : Optional.of("it must be " + words),
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        false);
  }

  /** Returns values that may also be a list of such texts, which are joined by commas. */
  public Values asList() {
    return new Values(Kind.LIST, words, pattern, choices, refusal, normal, argument, secret);
  }

  /**
   * Returns the same values, of which none may have a password: a configuration file is copied and
   * checked in. What is refused is never repeated in a message.
   */
  public Values withoutPassword() {
    return new Values(
        kind,
        words,
        pattern,
        choices,
        value -> PASSWORD.matcher(value).find() ? Optional.of(NO_PASSWORD) : refusal.apply(value),
        normal,
        argument,
        true);
  }

  /** Returns the same values, written in one way by {@code form}. */
  public Values withNormal(UnaryOperator<String> form) {
    return new Values(kind, words, pattern, choices, refusal, form, argument, secret);
  }
}

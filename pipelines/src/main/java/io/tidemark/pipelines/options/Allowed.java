package io.tidemark.pipelines.options;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The values that an option takes, as declared beside it: once for the check, the message, the help
 * and the parameters of templates.
 *
 * @param words goes on from "it must be": {@code a duration from 1ms to 365d, or none}
 * @param placeholder one word for a value, as help shows it: {@code DURATION}
 * @param pattern a regular expression for forms to fill in. It accepts every value that is allowed
 *     and written without spaces around it, and some that are not, since it does not know ranges
 * @param form how a value is written, for the message about one that is not written so; empty where
 *     {@code words} is enough
 * @param wellFormed whether a value is written as {@code form} says
 * @param accepts whether a value is allowed
 */
public record Allowed(
    String words,
    String placeholder,
    String pattern,
    String form,
    Predicate<String> wellFormed,
    Predicate<String> accepts) {

  private static final String DURATION = "[0-9]{1,12}(ms|s|m|h|d)";

  /** Durations within a range, and perhaps a word in place of one. */
  static Allowed durations(DurationRange range) {
    long min = Durations.millis(range.min()).orElseThrow();
    long max = Durations.millis(range.max()).orElseThrow();
    String also = range.also();
    return new Allowed(
        "a duration from "
            + range.min()
            + " to "
            + range.max()
            + (also.isEmpty() ? "" : ", or " + also),
        also.isEmpty() ? "DURATION" : "DURATION|" + also,
        also.isEmpty() ? DURATION : "(" + also + "|" + DURATION + ")",
        "a duration is " + Durations.FORM,
        text -> Durations.millis(text).isPresent(),
        text -> {
          OptionalLong millis = Durations.millis(text);
          return millis.isPresent()
              ? millis.getAsLong() >= min && millis.getAsLong() <= max
              : !also.isEmpty() && text.equals(also);
        });
  }

  /** Numbers within a range: whole ones, or any. */
  static Allowed numbers(Range range, boolean whole) {
    String most = plain(range.max());
    return new Allowed(
        (whole ? "a whole number" : "a number")
            + (range.unit().isEmpty() ? "" : " of " + range.unit())
            + " from "
            + plain(range.min())
            + " to "
            + most,
        "NUMBER",
        whole ? "[0-9]{1," + most.length() + "}" : "[0-9]+(\\.[0-9]+)?",
        "",
        text -> true,
        text -> {
          try {
            BigDecimal value = new BigDecimal(text);
            return value.compareTo(BigDecimal.valueOf(range.min())) >= 0
                && value.compareTo(BigDecimal.valueOf(range.max())) <= 0
                && (!whole || value.stripTrailingZeros().scale() <= 0);
          } catch (NumberFormatException e) {
            return false;
          }
        });
  }

  /** Some of these names, each at most once. */
  static Allowed someOf(SomeOf names) {
    List<String> known = List.of(names.value());
    String prefix = names.alsoPrefix();
    List<String> shown = new ArrayList<>(known);
    List<String> patterns = new ArrayList<>(known);
    if (!prefix.isEmpty()) {
      shown.add(prefix + "NAME");
      patterns.add(prefix.replace(".", "\\.") + "[^,\\s]+");
    }
    String one = "(" + String.join("|", patterns) + ")";
    return new Allowed(
        "one or more of " + String.join(", ", shown) + ", each at most once, separated by commas",
        "NAME[,NAME]",
        one + "(\\s*,\\s*" + one + "){0," + (known.size() - 1) + "}",
        "",
        text -> true,
        text -> areSome(text.split(SomeOf.SEPARATOR, -1), known, prefix));
  }

  private static boolean areSome(String[] names, List<String> known, String prefix) {
    Set<String> seen = new HashSet<>();
    return names.length <= known.size()
        && Arrays.stream(names)
            .allMatch(name -> (known.contains(name) || isNamed(prefix, name)) && seen.add(name));
  }

  private static boolean isNamed(String prefix, String name) {
    return !prefix.isEmpty() && name.startsWith(prefix) && name.length() > prefix.length();
  }

  /** One of these words. */
  static Allowed oneOf(List<String> values) {
    return new Allowed(
        String.join(" or ", values),
        String.join("|", values),
        "(" + String.join("|", values) + ")",
        "",
        text -> true,
        values::contains);
  }

  /** Texts of a form. */
  static Allowed texts(Text text) {
    return new Allowed(
        text.value(),
        text.placeholder(),
        text.pattern(),
        "",
        value -> true,
        Pattern.compile(text.pattern(), Pattern.DOTALL).asMatchPredicate());
  }

  /** What is wrong with a value that is not accepted, as it goes on from {@code --name=value: }. */
  String refusal(String value) {
    boolean explain = !form.isEmpty() && !wellFormed.test(value);
    return "it must be " + words + (explain ? "; " + form : "");
  }

  /** A value as messages write it: {@code 20}, not {@code 20.0}. */
  public static String plain(Object value) {
    if (!(value instanceof Double number) || number.isNaN() || number.isInfinite()) {
      return String.valueOf(value);
    }
    BigDecimal exact = BigDecimal.valueOf(number).stripTrailingZeros();
    // Beyond this, zeros tell less than an exponent does.
    boolean readable = exact.precision() - exact.scale() <= 16 && exact.scale() <= 16;
    return readable ? exact.toPlainString() : exact.toString();
  }

  @Override
  public String toString() {
    return words;
  }

  static List<String> names(Object[] constants) {
    return Arrays.stream(constants).map(Object::toString).toList();
  }
}

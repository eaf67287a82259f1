package io.tidemark.pipelines.price;

import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.Problems;
import io.tidemark.pipelines.price.Amounts.Unit;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads one entry of {@code prices} in the own format. */
final class OwnEntry {
  private static final Set<String> PRICES =
      Set.of("input", "cache_read", "cache_write", "output", "reasoning");
  private static final Set<String> NAMES =
      with(PRICES, "provider", "model", "match", "from", "hours", "request", "above", "comment");
  private static final Set<String> NAMES_ABOVE = with(PRICES, "input_tokens", "comment");
  private static final BigDecimal MOST_TOKENS = new BigDecimal("1e12");

  private final String file;
  private final Entry entry;
  private final String place;
  private final Problems problems;
  private final Amounts amounts;

  OwnEntry(String file, Entry entry, String place, Problems problems) {
    this.file = file;
    this.entry = entry;
    this.place = place + ".";
    this.problems = problems;
    this.amounts = new Amounts(file, problems);
  }

  /** Returns the prices; null if something is wrong with them, which is then a problem. */
  @Nullable PriceEntry read() {
    int before = problems.count();
    if (entry.object() == null) {
      problem(entry, "is " + entry.shown() + "; an object with model and prices is needed", "");
      return null;
    }
    checkNames(entry, NAMES, place, file, problems);
    Match match = match();
    Rates base = rates(entry, place, true);
    if (base.isEmpty() && problems.count() == before) {
      problem(entry, "has no price; one of input, output, request is needed", "");
    }
    Tariff tariff = new Tariff(from(), hours(), base, above(base));
    String provider = ProviderNames.folded(text("provider"));
    return problems.count() > before || match == null
        ? null
        : new PriceEntry(provider, match, tariff, file, entry.line());
  }

  private @Nullable Match match() {
    Entry match = entry.get("match");
    String model = text("model");
    if ((match == null) == (entry.get("model") == null)) {
      problem(
          entry,
          "has "
              + (match == null ? "no model" : "both model and match")
              + "; the name of a model, or the beginning of names and *, is needed",
          "");
      return null;
    }
    if (match != null) {
      return Clauses.read(match, place + "match", file, problems);
    }
    if (model == null) {
      return null; // a problem already
    }
    return byName(model);
  }

  private @Nullable Match byName(String model) {
    int star = model.indexOf('*');
    if (model.isBlank() || (star >= 0 && star < model.length() - 1)) {
      problem(
          entry.get("model"),
          "is \"" + model + "\"; a name is needed, with * only at its end",
          "model");
      return null;
    }
    String folded = PriceTable.folded(model);
    return star < 0
        ? new Match.Equals(folded)
        : new Match.StartsWith(folded.substring(0, folded.length() - 1));
  }

  private Rates rates(Entry owner, String where, boolean withRequest) {
    return new Rates(
        amounts.read(owner, "input", Unit.PER_MILLION_TOKENS, where),
        amounts.read(owner, "cache_read", Unit.PER_MILLION_TOKENS, where),
        amounts.read(owner, "cache_write", Unit.PER_MILLION_TOKENS, where),
        amounts.read(owner, "output", Unit.PER_MILLION_TOKENS, where),
        amounts.read(owner, "reasoning", Unit.PER_MILLION_TOKENS, where),
        withRequest ? amounts.read(owner, "request", Unit.PER_REQUEST, where) : Rates.UNKNOWN);
  }

  private List<Tariff.Above> above(Rates base) {
    Entry given = entry.get("above");
    List<Tariff.Above> steps = new ArrayList<>();
    if (given == null) {
      return steps;
    }
    for (Entry step : given.array() == null ? List.of(given) : given.array()) {
      if (step.object() == null) {
        problem(step, "is " + step.shown() + "; an object with input_tokens is needed", "above");
        continue;
      }
      checkNames(step, NAMES_ABOVE, place + "above.", file, problems);
      steps.add(new Tariff.Above(threshold(step), rates(step, place + "above.", false)));
    }
    return complete(steps, base);
  }

  /** Returns the steps, the largest first, each with the prices of the one below it added. */
  static List<Tariff.Above> complete(List<Tariff.Above> steps, Rates base) {
    List<Tariff.Above> complete = new ArrayList<>();
    Rates below = base;
    List<Tariff.Above> rising = new ArrayList<>(steps);
    rising.sort(Comparator.comparingLong(Tariff.Above::inputTokens));
    for (Tariff.Above step : rising) {
      below = step.rates().above(below);
      complete.add(0, new Tariff.Above(step.inputTokens(), below));
    }
    return complete;
  }

  private long threshold(Entry step) {
    Entry tokens = step.get("input_tokens");
    BigDecimal number = tokens == null ? null : tokens.number();
    boolean allowed =
        number != null
            && number.signum() > 0
            && number.compareTo(MOST_TOKENS) <= 0
            && number.stripTrailingZeros().scale() <= 0;
    if (!allowed) {
      problem(
          tokens == null ? step : tokens,
          (tokens == null ? "is missing" : "is " + tokens.shown())
              + "; a whole number from 1 to 1000000000000 is needed",
          "above.input_tokens");
      return 0;
    }
    return number.longValueExact();
  }

  private long from() {
    String text = text("from");
    Long millis = text == null ? (Long) Tariff.ALWAYS : millis(text);
    if (millis == null) {
      problem(
          entry.get("from"),
          "is \""
              + text
              + "\"; a date, as in 2026-07-30, or a time with an offset, as in"
              + " 2026-07-30T12:00:00Z, is needed",
          "from");
    }
    return millis == null ? Tariff.ALWAYS : millis;
  }

  /** Returns the milliseconds since the epoch of a date, in UTC, or time; null for other texts. */
  static @Nullable Long millis(String text) {
    try {
      return text.length() == "2026-07-30".length()
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
          : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private @Nullable Hours hours() {
    String text = text("hours");
    Hours hours = text == null ? null : Hours.parse(text);
    if (text != null && hours == null) {
      problem(
          entry.get("hours"),
          "is \"" + text + "\"; two different times of day in UTC are needed, as in 16:30-00:30",
          "hours");
    }
    return hours;
  }

  /** Returns a text; null if it is absent or, which is then a problem, of another type. */
  private @Nullable String text(String name) {
    Entry value = entry.get(name);
    if (value != null && value.text() == null) {
      problem(value, "is " + value.shown() + "; a text is needed", name);
    }
    return value == null ? null : value.text();
  }

  private void problem(@Nullable Entry at, String what, String name) {
    String subject = name.isEmpty() ? place.substring(0, place.length() - 1) : place + name;
    problems.add(file, at == null ? entry.line() : at.line(), subject + " " + what);
  }

  /** Adds a problem for each name in an object that is none of these. */
  static void checkNames(
      Entry object, Set<String> allowed, String place, String file, Problems problems) {
    object
        .object()
        .forEach(
            (name, value) -> {
              if (!allowed.contains(name)) {
                problems.add(
                    file,
                    value.line(),
                    place
                        + name
                        + " is unknown; allowed are "
                        + String.join(", ", new TreeSet<>(allowed)));
              }
            });
  }

  private static Set<String> with(Set<String> names, String... more) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(List.of(more));
    return all;
  }
}

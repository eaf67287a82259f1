package io.tidemark.pipelines.price;

import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.Problems;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads conditions on names of models as genai-prices has them: an object with one of {@code
 * equals}, {@code starts_with}, {@code ends_with}, {@code contains}, {@code regex} and a text, or
 * {@code or}, {@code and} and an array of conditions. Case does not matter.
 */
final class Clauses {
  private static final String NEEDED =
      "; an object with one of equals, starts_with, ends_with, contains, regex, or, and is needed";

  private final String place;
  private final String file;
  private final Problems problems;

  private Clauses(String place, String file, Problems problems) {
    this.place = place;
    this.file = file;
    this.problems = problems;
  }

  /** Returns the condition; null if it is none, which is then a problem. */
  static @Nullable Match read(Entry entry, String place, String file, Problems problems) {
    return new Clauses(place, file, problems).read(entry);
  }

  private @Nullable Match read(Entry entry) {
    Map<String, Entry> object = entry.object();
    if (object == null || object.size() != 1) {
      problems.add(file, entry.line(), place + " is " + entry.shown() + NEEDED);
      return null;
    }
    Map.Entry<String, Entry> only = object.entrySet().iterator().next();
    Entry value = only.getValue();
    if (only.getKey().equals("or") || only.getKey().equals("and")) {
      return parts(only.getKey(), value);
    }
    String text = value.text();
    Match match = text == null ? null : leaf(only.getKey(), text, entry);
    if (match == null) {
      problems.add(
          file, value.line(), place + "." + only.getKey() + " is " + value.shown() + NEEDED);
    }
    return match;
  }

  private @Nullable Match parts(String name, Entry value) {
    List<Entry> array = value.array();
    if (array == null || array.isEmpty()) {
      problems.add(
          file,
          value.line(),
          place + "." + name + " is " + value.shown() + "; an array of conditions is needed");
      return null;
    }
    List<Match> parts = array.stream().map(this::read).filter(Objects::nonNull).toList();
    return name.equals("or") ? new Match.AnyOf(parts) : new Match.AllOf(parts);
  }

  private @Nullable Match leaf(String kind, String text, Entry entry) {
    String folded = PriceTable.folded(text);
    return switch (kind) {
      case "equals" -> new Match.Equals(folded);
      case "starts_with" -> new Match.StartsWith(folded);
      case "ends_with" -> new Match.EndsWith(folded);
      case "contains" -> new Match.Contains(folded);
      case "regex" -> regex(text, entry);
      default -> null;
    };
  }

  private @Nullable Match regex(String text, Entry entry) {
    try {
      return new Match.Regex(text, Pattern.compile(text, Pattern.CASE_INSENSITIVE));
    } catch (PatternSyntaxException e) {
      problems.add(file, entry.line(), place + ".regex: " + e.getDescription());
      return null;
    }
  }
}

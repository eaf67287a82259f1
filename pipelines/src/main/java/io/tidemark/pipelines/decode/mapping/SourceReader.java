package io.tidemark.pipelines.decode.mapping;

import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads where the value of a field comes from:
 *
 * <ul>
 *   <li>{@code "/a/b"}: a JSON Pointer;
 *   <li>an array: the first of these that has a value;
 *   <li>{@code {"at": …}} with a {@code unit}, with {@code words} that replace values, with {@code
 *       when} it counts;
 *   <li>{@code {"from": …, "to": …, "unit": …}}: the time between two values;
 *   <li>{@code {"join": […], "with": " "}}: several values as one text;
 *   <li>{@code {"value": …}}: a constant.
 * </ul>
 *
 * <p>{@code null} and a blank text are no value.
 */
final class SourceReader {
  private static final String NEEDED =
      "; a JSON Pointer such as /a/b, an array of them, or an object with one of at, from and to,"
          + " join, value is needed";
  private static final Set<String> AT = names("at", "unit", "words");
  private static final Set<String> BETWEEN = names("from", "to", "unit");
  private static final Set<String> JOIN = names("join", "with", "words");
  private static final Set<String> VALUE = names("value");

  private final String file;
  private final PointerTree pointers;
  private final Problems problems;

  SourceReader(String file, PointerTree pointers, Problems problems) {
    this.file = file;
    this.pointers = pointers;
    this.problems = problems;
  }

  /**
   * A field that is read.
   *
   * @param name of it
   * @param pointers that its value comes from, to which those found are added
   */
  private record Field(String name, Target target, Set<String> pointers) {}

  /**
   * Returns where a field comes from; null if that is wrong, which is then a problem.
   *
   * @param pointers to which those of the field are added
   */
  @Nullable Source field(
      Entry entry, String place, String name, Target target, Set<String> pointers) {
    return source(entry, place, new Field(name, target, pointers));
  }

  /** Returns whether a field says that it is required. */
  boolean isRequired(Entry field, String place) {
    Entry required = field.get("required");
    if (required != null && !(required.value() instanceof Boolean)) {
      problem(required, place + ".required is " + required.shown() + "; true or false is needed");
    }
    return required != null && Boolean.TRUE.equals(required.value());
  }

  private @Nullable Source source(Entry entry, String place, Field field) {
    if (entry.text() != null) {
      return pointer(entry, place, field);
    }
    if (entry.array() != null && !entry.array().isEmpty()) {
      List<Source> sources = sources(entry.array(), place, field);
      return sources == null ? null : Source.firstOf(sources);
    }
    if (entry.object() == null) {
      problem(entry, place + " is " + entry.shown() + NEEDED);
      return null;
    }
    Source source = ofObject(entry, place, field);
    Entry when = entry.get("when");
    Values.Condition condition = when == null ? null : condition(when, place + ".when");
    return source == null || condition == null ? source : Source.when(condition, source);
  }

  private @Nullable Source ofObject(Entry entry, String place, Field field) {
    if (entry.get("at") != null) {
      checkNames(entry, AT, place + ".");
      Source at = worded(source(entry.get("at"), place + ".at", field), entry, place);
      return at == null ? null : inUnit(at, entry, place, field);
    }
    if (entry.get("from") != null && entry.get("to") != null) {
      checkNames(entry, BETWEEN, place + ".");
      return between(entry, place, field);
    }
    if (entry.get("join") != null) {
      checkNames(entry, JOIN, place + ".");
      return worded(joined(entry, place, field), entry, place);
    }
    Entry value = entry.get("value");
    Found constant = value == null ? null : constant(value);
    if (constant == null) {
      problem(entry, place + " is an object without at, from and to, join or value" + NEEDED);
      return null;
    }
    checkNames(entry, VALUE, place + ".");
    return Source.constant(constant);
  }

  private @Nullable List<Source> sources(List<Entry> entries, String place, Field field) {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      sources.add(source(entries.get(i), place + "[" + i + "]", field));
    }
    return sources.stream().anyMatch(Objects::isNull) ? null : sources;
  }

  private @Nullable Source pointer(Entry entry, String place, Field field) {
    String text = String.valueOf(entry.text());
    Pointer pointer = Pointer.parse(text);
    if (pointer == null) {
      problem(
          entry,
          place
              + " is "
              + entry.shown()
              + "; a JSON Pointer is needed, which begins with / and has no ~ but in ~0 and ~1");
      return null;
    }
    field.pointers().add(text);
    return Source.at(pointers.slot(pointer));
  }

  private @Nullable Source inUnit(Source at, Entry entry, String place, Field field) {
    Entry unit = entry.get("unit");
    if (unit == null) {
      return at;
    }
    Target target = field.target();
    String word = String.valueOf(unit.text());
    if (!target.units.contains(word)) {
      problem(
          unit,
          place
              + ".unit is "
              + unit.shown()
              + "; "
              + (target.units.isEmpty()
                  ? field.name() + " has no unit"
                  : "allowed are " + String.join(", ", target.units)));
      return null;
    }
    if (target == Target.DOLLARS) {
      return Source.scaled(at, word.equals("cents") ? -2 : 0);
    }
    TimeUnit time = Objects.requireNonNull(TimeUnit.named(word));
    return target == Target.TIME
        ? Source.time(at, time, field.name())
        : Source.scaled(at, time.power + (target == Target.MILLISECONDS ? 3 : 0));
  }

  private @Nullable Source between(Entry entry, String place, Field field) {
    Source from = source(entry.get("from"), place + ".from", field);
    Source to = source(entry.get("to"), place + ".to", field);
    Entry unit = entry.get("unit");
    TimeUnit time = unit == null || unit.text() == null ? null : TimeUnit.named(unit.text());
    if (!field.target().isDuration()) {
      problem(entry, place + " has from and to; only a duration is the time between two values");
    } else if (time == null) {
      problem(
          unit == null ? entry : unit,
          place
              + ".unit is "
              + (unit == null ? "missing" : unit.shown())
              + "; allowed are s, ms, us, ns, rfc3339");
    } else if (from != null && to != null) {
      return Source.between(
          from, to, time, field.target() == Target.MILLISECONDS ? 3 : 0, field.name());
    }
    return null;
  }

  private @Nullable Source joined(Entry entry, String place, Field field) {
    Entry join = entry.get("join");
    Entry with = entry.get("with");
    if (join.array() == null || join.array().isEmpty()) {
      problem(join, place + ".join is " + join.shown() + "; an array is needed");
      return null;
    }
    if (with != null && with.text() == null) {
      problem(with, place + ".with is " + with.shown() + "; a text is needed");
      return null;
    }
    List<Source> sources = sources(join.array(), place + ".join", field);
    return sources == null ? null : Source.joined(sources, with == null ? " " : with.text());
  }

  private @Nullable Source worded(@Nullable Source source, Entry entry, String place) {
    Entry words = entry.get("words");
    if (words == null || source == null) {
      return source;
    }
    if (words.object() == null) {
      problem(words, place + ".words is " + words.shown() + "; an object is needed");
      return null;
    }
    return Source.lookedUp(source, table(words.object(), place));
  }

  private Map<String, @Nullable Found> table(Map<String, Entry> words, String place) {
    Map<String, @Nullable Found> table = new HashMap<>();
    words.forEach(
        (word, value) -> {
          Found constant = constant(value);
          if (constant == null && !value.isNull()) {
            problem(
                value,
                place
                    + ".words."
                    + word
                    + " is "
                    + value.shown()
                    + "; a text, a number, true, false or null is needed");
          }
          table.put(word, constant);
        });
    return table;
  }

  private static @Nullable Found constant(Entry value) {
    if (value.text() != null) {
      return new Found(Found.Kind.TEXT, value.text());
    }
    return value.number() != null || value.value() instanceof Boolean
        ? new Found(Found.Kind.WORD, String.valueOf(value.value()))
        : null;
  }

  /** Returns a condition: by pointer the value, or an array of values, that it must find. */
  Values.@Nullable Condition condition(Entry entry, String place) {
    Map<Integer, List<String>> allowed = new LinkedHashMap<>();
    if (entry.object() == null || entry.object().isEmpty()) {
      problem(entry, place + " is " + entry.shown() + "; an object of JSON Pointers is needed");
      return null;
    }
    entry
        .object()
        .forEach(
            (text, value) -> {
              Pointer pointer = Pointer.parse(text);
              List<String> words = words(value);
              if (pointer == null || words == null) {
                problem(
                    value,
                    place
                        + "."
                        + text
                        + " is "
                        + value.shown()
                        + "; a JSON Pointer with a value, an array of values, or null is needed");
              } else {
                allowed.put(pointers.slot(pointer), words);
              }
            });
    return new Values.Condition(allowed);
  }

  /** Returns the texts of values, none for null; null for what is no value. */
  private static @Nullable List<String> words(Entry value) {
    if (value.isNull()) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    for (Entry each : value.array() == null ? List.of(value) : value.array()) {
      Found constant = constant(each);
      if (constant == null) {
        return null;
      }
      words.add(constant.text());
    }
    return words.isEmpty() ? null : words;
  }

  /** Adds a problem for each name in an object that is none of these. */
  void checkNames(Entry object, Set<String> allowed, String place) {
    object
        .object()
        .forEach(
            (name, value) -> {
              if (!allowed.contains(name)) {
                problem(
                    value, place + name + " is unknown; allowed are " + String.join(", ", allowed));
              }
            });
  }

  private void problem(Entry at, String problem) {
    problems.add(file, at.line(), problem);
  }

  private static Set<String> names(String... names) {
    Set<String> all = new TreeSet<>(List.of(names));
    all.addAll(List.of("when", "required", "comment"));
    return all;
  }
}

package io.tidemark.pipelines.decode.mapping;

import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads a mapping file: which stream its events are for, which objects it is for, and where each
 * field comes from. See {@link SourceReader} for the latter.
 *
 * <pre>{@code
 * {"stream": "performance_metrics",
 *  "when": {"/kind": "llm"},
 *  "fields": {
 *    "timestamp": {"at": "/end", "unit": "s"},
 *    "model": ["/model", "/deployment"],
 *    "latency_ms": {"from": "/start", "to": "/end", "unit": "s"},
 *    "metadata.key": "/key/alias"}}
 * }</pre>
 */
final class MappingFile {
  /** The streams, by the type that their events have in the native form. */
  static final List<String> STREAMS =
      List.of("performance_metrics", "user_feedback", "system_health");

  /** What an event of each stream cannot do without. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "performance_metrics", List.of("timestamp"),
          "user_feedback", List.of("timestamp", "session_id"),
          "system_health", List.of("timestamp", "component", "status"));

  private static final Set<String> ROOT =
      new TreeSet<>(List.of("stream", "when", "fields", "comment", "$schema"));

  private final String file;
  private final Map<String, Target> targets;
  private final boolean lenient;
  private final PointerTree pointers;
  private final Problems problems;

  /**
   * Creates a reader.
   *
   * @param lenient whether fields that are not known are left out, without a problem
   * @param pointers to which those of the file are added
   */
  MappingFile(
      String file,
      Map<String, Target> targets,
      boolean lenient,
      PointerTree pointers,
      Problems problems) {
    this.file = file;
    this.targets = targets;
    this.lenient = lenient;
    this.pointers = pointers;
    this.problems = problems;
  }

  /** Returns the mapping; null if something is wrong with it, which is then a problem. */
  @Nullable Mapping read(Entry root) {
    int before = problems.count();
    Map<String, Entry> entries = root.object();
    if (entries == null) {
      problems.add(
          file,
          root.line(),
          "the file is " + root.shown() + "; an object with stream and fields is needed");
      return null;
    }
    SourceReader sources = new SourceReader(file, pointers, problems);
    sources.checkNames(root, ROOT, "");
    String stream = stream(root);
    Entry when = root.get("when");
    Values.Condition condition = when == null ? null : sources.condition(when, "when");
    List<MappedField> fields = fields(root, stream, sources);
    return problems.count() > before || stream == null
        ? null
        : new Mapping(file, stream, condition, fields);
  }

  private @Nullable String stream(Entry root) {
    Entry stream = root.get("stream");
    String text = stream == null ? null : stream.text();
    if (text == null || !STREAMS.contains(text)) {
      problems.add(
          file,
          stream == null ? root.line() : stream.line(),
          "stream is "
              + (stream == null ? "missing" : stream.shown())
              + "; one of "
              + String.join(", ", STREAMS)
              + " is needed");
      return null;
    }
    return text;
  }

  private List<MappedField> fields(Entry root, @Nullable String stream, SourceReader sources) {
    Entry fields = root.get("fields");
    if (fields == null || fields.object() == null) {
      problems.add(
          file,
          fields == null ? root.line() : fields.line(),
          "fields is "
              + (fields == null ? "missing" : fields.shown())
              + "; an object of fields is needed");
      return List.of();
    }
    List<String> needed = stream == null ? List.of() : REQUIRED.get(stream);
    checkNeeded(fields, needed, stream);
    List<MappedField> mapped = new ArrayList<>();
    fields
        .object()
        .forEach(
            (name, value) -> {
              MappedField field = field(name, value, needed, sources);
              if (field != null) {
                mapped.add(field);
              }
            });
    checkWholeOrEntries(mapped, fields);
    // The time comes first, so that what is refused later has one. Entries stand together.
    mapped.sort(
        Comparator.comparing((MappedField field) -> !field.name().equals("timestamp"))
            .thenComparing(MappedField::name));
    return List.copyOf(mapped);
  }

  private void checkNeeded(Entry fields, List<String> needed, @Nullable String stream) {
    for (String name : needed) {
      if (fields.get(name) == null) {
        problems.add(
            file,
            fields.line(),
            "fields." + name + " is missing; an event of " + stream + " needs it");
      }
    }
  }

  private @Nullable MappedField field(
      String name, Entry value, List<String> needed, SourceReader sources) {
    int dot = name.indexOf('.');
    String field = dot < 0 ? name : name.substring(0, dot);
    Target target = targets.get(field);
    boolean isEntry = dot > 0 && target == Target.ENTRIES && dot < name.length() - 1;
    if (target == null || (dot >= 0 && !isEntry)) {
      if (!lenient) {
        problems.add(
            file, value.line(), "fields." + name + " is unknown; allowed are " + allowed());
      }
      return null;
    }
    LinkedHashSet<String> found = new LinkedHashSet<>();
    Source source =
        sources.field(value, "fields." + name, name, isEntry ? Target.VALUE : target, found);
    return source == null
        ? null
        : new MappedField(
            field,
            isEntry ? name.substring(dot + 1) : null,
            source,
            needed.contains(name) || sources.isRequired(value, "fields." + name),
            String.join(", ", found));
  }

  private String allowed() {
    Set<String> names = new TreeSet<>();
    targets.forEach(
        (name, target) ->
            names.add(target == Target.ENTRIES ? name + " or " + name + ".NAME" : name));
    return String.join(", ", names);
  }

  private void checkWholeOrEntries(List<MappedField> mapped, Entry fields) {
    Set<String> whole = new HashSet<>();
    mapped.stream()
        .filter(field -> field.entry() == null)
        .forEach(field -> whole.add(field.name()));
    Map<String, MappedField> entries = new LinkedHashMap<>();
    mapped.stream()
        .filter(field -> field.entry() != null && whole.contains(field.name()))
        .forEach(field -> entries.putIfAbsent(field.name(), field));
    entries.forEach(
        (name, field) ->
            problems.add(
                file,
                fields.line(),
                "fields has both "
                    + name
                    + " and "
                    + name
                    + "."
                    + field.entry()
                    + "; one of them is allowed"));
  }
}

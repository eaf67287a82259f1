package io.tidemark.cli.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What became of everything that a run over files has read, from the counters of the pipeline. The
 * events add up: each is aggregated, a duplicate or a dead letter, or of a kind for which no
 * windows are configured. An event of a request counts once, though fixed and sliding windows both
 * have it.
 *
 * @param counters by name, as {@code RunningJob.counters} gives them
 * @param took how long the run took
 */
record RunReport(Map<String, Long> counters, Duration took) {
  /** The exit code of a run that has aggregated nothing. */
  static final int NOTHING_AGGREGATED = 3;

  private static final String DEAD_LETTERS = "dead_letters_";

  /** What was written of dead letters, which says nothing of their reasons. */
  private static final Set<String> WRITTEN =
      Set.of("dead_letters_recorded", "dead_letters_published");

  /** The windowings that have the events of a stream. */
  private static final List<List<String>> STREAMS =
      List.of(List.of("Performance", "Sliding"), List.of("Feedback"), List.of("Health"));

  /** Returns 0, or {@link #NOTHING_AGGREGATED} if no event was aggregated. */
  int exitCode() {
    return aggregated() == 0 ? NOTHING_AGGREGATED : 0;
  }

  /** Returns two lines for a person: what was read, and what was written. */
  List<String> lines() {
    List<String> fates = new ArrayList<>();
    fates.add(number(aggregated()) + " aggregated");
    addIfAny(fates, sum("duplicates"), "duplicate", "duplicates");
    Map<String, Long> letters = deadLetters();
    long setAside = letters.values().stream().mapToLong(Long::longValue).sum();
    if (setAside > 0) {
      fates.add(counted(setAside, "dead letter", "dead letters") + " (" + byReason(letters) + ")");
    }
    long left = events() - aggregated() - sum("duplicates") - setAside;
    addIfAny(fates, left, "in no window", "in no window");
    long skipped = count("skipped");
    addIfAny(fates, skipped, "span skipped", "spans skipped that are no request to a model");
    String read =
        "read %s, %s: %s"
            .formatted(
                counted(count("read"), "record", "records"),
                counted(events(), "event", "events"),
                String.join(", ", fates));
    long refused = count("rows_rejected");
    String wrote =
        "wrote %s%s in %s s"
            .formatted(
                counted(count("rows_upserted"), "row", "rows"),
                refused == 0 ? "" : ", " + number(refused) + " refused by the database",
                String.format(Locale.ROOT, "%.1f", took.toMillis() / 1_000.0));
    return List.of(read, wrote);
  }

  private long aggregated() {
    return sum("aggregated");
  }

  /** Events that were decoded, and those set aside before. */
  private long events() {
    long events = 0;
    for (Map.Entry<String, Long> counter : counters.entrySet()) {
      String name = counter.getKey();
      boolean isEvent = name.startsWith("decoded_") || isDecodingReason(name);
      events += isEvent ? counter.getValue() : 0;
    }
    return events;
  }

  private static boolean isDecodingReason(String name) {
    return name.startsWith(DEAD_LETTERS) && !WRITTEN.contains(name);
  }

  /** Dead letters by reason; those of late events are counted where they are windowed. */
  Map<String, Long> deadLetters() {
    Map<String, Long> letters = new TreeMap<>();
    counters.forEach(
        (name, count) -> {
          if (isDecodingReason(name) && count > 0) {
            letters.put(name.substring(DEAD_LETTERS.length()).toUpperCase(Locale.ROOT), count);
          }
        });
    if (sum("late") > 0) {
      letters.put("LATE", sum("late"));
    }
    return letters;
  }

  static String byReason(Map<String, Long> letters) {
    List<String> reasons = new ArrayList<>();
    letters.forEach((reason, count) -> reasons.add(number(count) + " " + reason));
    return String.join(", ", reasons);
  }

  /** Returns the sum over the streams; of a stream, the largest count of its windowings. */
  private long sum(String what) {
    long sum = 0;
    for (List<String> windowings : STREAMS) {
      sum += windowings.stream().mapToLong(name -> count(name + "." + what)).max().orElse(0);
    }
    return sum;
  }

  long count(String name) {
    return counters.getOrDefault(name, 0L);
  }

  private static void addIfAny(List<String> fates, long count, String one, String several) {
    if (count > 0) {
      fates.add(counted(count, one, several));
    }
  }

  static String counted(long count, String one, String several) {
    return number(count) + " " + (count == 1 ? one : several);
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}

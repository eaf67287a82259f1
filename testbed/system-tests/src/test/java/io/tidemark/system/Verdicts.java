package io.tidemark.system;

import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Kind;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of the records sent, judged by the dead letters of the run.
 *
 * @param sent the records, with their places
 * @param letters the dead letters
 */
public record Verdicts(List<Sent> sent, Collection<Letter> letters) {

  /** Returns the places of the records that were too late for every window of this windowing. */
  Set<String> late(String windowing) {
    return letters.stream()
        .filter(letter -> letter.missed().contains(windowing))
        .map(Letter::place)
        .collect(Collectors.toSet());
  }

  /** Returns the records of the feed that reached the windowing: neither bad nor too late. */
  List<Sent> reached(Feed feed, String windowing) {
    Set<String> late = late(windowing);
    return sent.stream()
        .filter(s -> s.record().feed() == feed && !s.isSpoiled() && !late.contains(s.place()))
        .toList();
  }

  /** Returns the events that the windowing aggregated: those that reached it, each id once. */
  public Collection<ModelEvent> accepted(Feed feed, String windowing) {
    return distinct(reached(feed, windowing));
  }

  /**
   * Returns the events that were so late that some of their sliding windows had expired when they
   * arrived, but perhaps not all. A dead letter is written only if all had.
   */
  Collection<ModelEvent> undecided(Feed feed, String windowing) {
    return distinct(
        reached(feed, windowing).stream().filter(s -> s.kind() == Kind.DROPPABLY_LATE).toList());
  }

  private static Collection<ModelEvent> distinct(List<Sent> records) {
    Map<String, ModelEvent> events = new LinkedHashMap<>();
    for (Sent record : records) {
      ModelEvent event = record.event();
      events.putIfAbsent(event.id(), event);
    }
    return events.values();
  }

  /**
   * Returns the number of records of the feed that were set aside for the windowing, by their
   * content or as late.
   */
  long setAside(Feed feed, String windowing) {
    Set<String> late = late(windowing);
    return sent.stream()
        .filter(s -> s.record().feed() == feed && (s.isSpoiled() || late.contains(s.place())))
        .count();
  }
}

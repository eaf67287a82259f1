package io.tidemark.system;

import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Kind;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What became of the records sent, as the dead letters of the run tell it. */
public record Verdicts(List<Sent> sent, Collection<Letter> letters) {

  /** Where the records lie that were too late for every window of this windowing. */
  Set<String> late(String windowing) {
    return letters.stream()
        .filter(letter -> letter.missed().contains(windowing))
        .map(Letter::place)
        .collect(Collectors.toSet());
  }

  /** The records of the feed that reached the windowing: not spoiled, not late. */
  List<Sent> reached(Feed feed, String windowing) {
    Set<String> late = late(windowing);
    return sent.stream()
        .filter(s -> s.record().feed() == feed && !s.isSpoiled() && !late.contains(s.place()))
        .toList();
  }

  /** The events that the windowing aggregated: those that reached it, each id once. */
  public Collection<ModelEvent> accepted(Feed feed, String windowing) {
    return distinct(reached(feed, windowing));
  }

  /**
   * Events so late that some of their sliding windows had expired on arrival, yet perhaps not all:
   * a dead letter is written only when all had.
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

  /** Records of the feed that were set aside for the windowing: by their content, or as late. */
  long setAside(Feed feed, String windowing) {
    Set<String> late = late(windowing);
    return sent.stream()
        .filter(s -> s.record().feed() == feed && (s.isSpoiled() || late.contains(s.place())))
        .count();
  }
}

package io.tidemark.windowing;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * The coarsest division of event time that several aligned windows share: time is cut wherever one
 * of the windows starts or ends, and nowhere else, so every window consists of whole slices. Each
 * element is aggregated once, into its slice, however many windows contain it.
 *
 * <p>Windows of 15 minutes every minute and fixed windows of 5 minutes share slices of one minute.
 * If the fixed windows start one millisecond later, every fifth minute is cut once more, into
 * slices of one millisecond and of the rest. (The idea is from Li et al., "No pane, no gain",
 * SIGMOD Record 34(1), 2005, who call a slice a pane; in Beam that word has another meaning.)
 */
public final class Slices implements Serializable {
  private static final long serialVersionUID = 1;

  /** Edges at {@code offset + k * period} for every integer {@code k}, in milliseconds. */
  private record Edges(long period, long offset) implements Serializable {

    static Edges of(long period, long edge) {
      return new Edges(period, Math.floorMod(edge, period));
    }

    /** The distance from the last edge that is not after {@code timestamp}. */
    long since(long timestamp) {
      return Math.floorMod(timestamp - offset, period);
    }

    /** Whether these edges are among the others. */
    boolean areAmong(Edges others) {
      return !equals(others) && period % others.period == 0 && others.since(offset) == 0;
    }
  }

  private final Edges[] edges;

  private Slices(Edges[] edges) {
    this.edges = edges;
  }

  /**
   * The slices whose edges are the starts and the ends of all these windows.
   *
   * @param windows at least one
   */
  public static Slices sharedBy(List<AlignedWindows> windows) {
    List<Edges> all =
        windows.stream()
            .flatMap(
                w ->
                    Stream.of(
                        Edges.of(w.period(), w.offset()),
                        Edges.of(w.period(), w.offset() + w.size())))
            .distinct()
            .toList();
    return new Slices(
        all.stream().filter(e -> all.stream().noneMatch(e::areAmong)).toArray(Edges[]::new));
  }

  /** The start of the slice that contains {@code timestamp}. */
  public long start(long timestamp) {
    long since = Long.MAX_VALUE;
    for (Edges each : edges) {
      since = Math.min(since, each.since(timestamp));
    }
    return timestamp - since;
  }

  /** The end, which is exclusive, of the slice that contains {@code timestamp}. */
  public long end(long timestamp) {
    long left = Long.MAX_VALUE;
    for (Edges each : edges) {
      left = Math.min(left, each.period() - each.since(timestamp));
    }
    return timestamp + left;
  }
}

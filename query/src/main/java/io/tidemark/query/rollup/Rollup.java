package io.tidemark.query.rollup;

import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.row.SeriesDimensions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The groups of a roll-up, by bucket and values of dimensions. */
final class Rollup {

  private static final int MOST_GROUPS = 10_000;

  private static final Comparator<Group> ORDER =
      Comparator.comparingLong(Group::bucket).thenComparing(group -> String.join("\0", group.by()));

  private final RollupQuery query;
  private final SortedMap<Group, Parts> groups = new TreeMap<>(ORDER);
  private final Map<String, List<String>> valuesOfKeys = new HashMap<>();

  Rollup(RollupQuery query) {
    this.query = query;
  }

  /**
   * One group.
   *
   * @param bucket its start, in milliseconds since the epoch
   * @param by values of the dimensions asked for, in their order; empty for one that a series lacks
   */
  record Group(long bucket, List<String> by) {}

  /** What will not change any more, and what may. */
  record Parts(Figures settledForever, Figures provisional) {

    Figures of(boolean isFinal) {
      return isFinal ? settledForever : provisional;
    }

    Figures total() {
      Figures total = new Figures();
      total.add(settledForever);
      total.add(provisional);
      return total;
    }
  }

  /** Returns the figures that a window of a series belongs to. */
  Figures of(String key, long windowStart, boolean isFinal) {
    long bucket = query.buckets().startOf(windowStart, query.from());
    Group group = new Group(bucket, valuesOfKeys.computeIfAbsent(key, this::values));
    Parts parts = groups.get(group);
    if (parts == null) {
      if (groups.size() == MOST_GROUPS) {
        throw Problem.of(
                ProblemType.QUERY_TOO_WIDE,
                "there are more than "
                    + MOST_GROUPS
                    + " groups; ask for less time, longer buckets or fewer dimensions")
            .exception();
      }
      parts = new Parts(new Figures(), new Figures());
      groups.put(group, parts);
    }
    return parts.of(isFinal);
  }

  private List<String> values(String key) {
    Map<String, String> dimensions = SeriesDimensions.of(key);
    List<String> values = new ArrayList<>();
    query.by().forEach(name -> values.add(dimensions.getOrDefault(name, "")));
    return values;
  }

  SortedMap<Group, Parts> groups() {
    return groups;
  }
}

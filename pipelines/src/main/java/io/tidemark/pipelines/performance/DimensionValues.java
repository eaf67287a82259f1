package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.JsonFile;
import io.tidemark.pipelines.document.Problems;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The values that dimensions may have, so that the number of series is bounded whatever arrives. A
 * value that is not allowed is {@value #OTHER}; or values are spread over a number of buckets by
 * their hash. Both depend on the value alone, so that the order of arrival makes no difference. A
 * dimension that is not named here keeps all of its values.
 *
 * <pre>{@code
 * {"model": ["gpt-4o", "claude-*"], "metadata.tenant": {"buckets": 64}}
 * }</pre>
 */
public final class DimensionValues implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Stands for every value that is not allowed. */
  public static final String OTHER = "other";

  /** No dimension is bounded. */
  public static final DimensionValues ALL = new DimensionValues(new TreeMap<>());

  private static final int MOST_BUCKETS = 10_000;

  private final TreeMap<String, Bound> bounds;

  private DimensionValues(TreeMap<String, Bound> bounds) {
    this.bounds = bounds;
  }

  /** What becomes of a value of one dimension. */
  interface Bound extends Serializable {
    String of(String value);
  }

  /** Returns what becomes of a value of the dimension that is not empty. */
  Bound bound(String dimension) {
    return bounds.getOrDefault(dimension, value -> value);
  }

  /** Returns whether the number of values of the dimension is bounded. */
  boolean isBounded(String dimension) {
    return bounds.containsKey(dimension);
  }

  /**
   * Reads them from a file of JSON: an object by the names of dimensions, each with an array of
   * values, of which one that ends in {@code *} stands for all that begin so, or with a number of
   * buckets.
   *
   * @param file in any file system that Beam knows
   * @throws IllegalArgumentException with all that is wrong: file, line, dimension, what it has and
   *     what is allowed
   */
  public static DimensionValues read(String file) {
    Problems problems = new Problems();
    byte[] json = JsonFile.bytes(file, problems);
    TreeMap<String, Bound> bounds =
        json == null ? new TreeMap<>() : new Reader(file, problems).read(json);
    problems.throwIfAny("--dimensionValues");
    return new DimensionValues(bounds);
  }

  /** Reads one file, and notes what is wrong with it. */
  private record Reader(String file, Problems problems) {

    TreeMap<String, Bound> read(byte[] json) {
      TreeMap<String, Bound> bounds = new TreeMap<>();
      Entry root = JsonFile.parse(file, json, true, problems);
      if (root == null) {
        return bounds;
      }
      if (root.object() == null) {
        wrong(root, "what is there is " + root.shown(), "a JSON object by dimension is needed");
        return bounds;
      }
      root.object()
          .forEach(
              (dimension, values) -> {
                Bound bound = bound(dimension, values);
                if (bound != null) {
                  bounds.put(dimension, bound);
                }
              });
      return bounds;
    }

    private @Nullable Bound bound(String dimension, Entry values) {
      if (!RequestDimension.isAllowed(dimension)) {
        String allowed = String.join(", ", RequestDimension.NAMES) + ", metadata.NAME";
        return wrong(values, "dimension " + dimension, "allowed are " + allowed);
      }
      if (values.array() != null && !values.array().isEmpty()) {
        return listed(dimension, values.array());
      }
      Entry buckets = values.get("buckets");
      BigDecimal count = buckets == null ? null : buckets.number();
      if (count != null && isAllowed(count)) {
        return new Buckets(count.intValue());
      }
      return wrong(
          values,
          dimension + " is " + (buckets == null ? values.shown() : "buckets " + buckets.shown()),
          "needed is an array of values, or {\"buckets\": N} with N from 1 to " + MOST_BUCKETS);
    }

    private @Nullable Bound listed(String dimension, List<Entry> values) {
      HashSet<String> exact = new HashSet<>();
      TreeSet<String> prefixes = new TreeSet<>();
      for (Entry value : values) {
        String text = value.text();
        if (text == null || text.isEmpty()) {
          return wrong(
              value, dimension + " has " + value.shown(), "texts that are not empty are needed");
        }
        if (text.endsWith("*")) {
          prefixes.add(text.substring(0, text.length() - 1));
        } else {
          exact.add(text);
        }
      }
      return new Listed(exact, prefixes);
    }

    private @Nullable Bound wrong(Entry entry, String found, String needed) {
      problems.add(file, entry.line(), found + "; " + needed);
      return null;
    }

    private static boolean isAllowed(BigDecimal count) {
      return count.stripTrailingZeros().scale() <= 0
          && count.signum() > 0
          && count.compareTo(BigDecimal.valueOf(MOST_BUCKETS)) <= 0;
    }
  }

  /** Keeps the values that are listed. */
  private record Listed(HashSet<String> exact, TreeSet<String> prefixes) implements Bound {
    @Override
    public String of(String value) {
      return exact.contains(value) || hasPrefix(value) ? value : OTHER;
    }

    private boolean hasPrefix(String value) {
      for (String prefix : prefixes) {
        if (value.startsWith(prefix)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Spreads values over buckets by {@link String#hashCode}, mixed by the finalizer of MurmurHash3,
   * because texts that differ in a digit would fall into neighbouring buckets otherwise.
   */
  private record Buckets(int count) implements Bound {
    @Override
    public String of(String value) {
      int hash = value.hashCode();
      hash = (hash ^ hash >>> 16) * 0x85ebca6b;
      hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
      return "bucket-" + Integer.remainderUnsigned(hash ^ hash >>> 16, count);
    }
  }

  @Override
  public String toString() {
    return "DimensionValues" + bounds;
  }
}

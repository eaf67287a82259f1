package io.tidemark.pipelines.performance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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
   * Reads them from JSON.
   *
   * @param source the name of the file, for messages
   * @param json an object by the names of dimensions, each with an array of values, of which one
   *     that ends in {@code *} stands for all that begin so, or with a number of buckets
   * @throws IllegalArgumentException naming the file, the dimension, what it has and what is
   *     allowed
   */
  public static DimensionValues parse(String source, String json) {
    JsonNode root = read(source, json);
    TreeMap<String, Bound> bounds = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      String dimension = entry.getKey();
      if (!RequestDimension.isAllowed(dimension)) {
        throw refusal(
            source,
            "dimension " + dimension,
            "allowed are " + String.join(", ", RequestDimension.NAMES) + ", metadata.NAME");
      }
      bounds.put(dimension, bound(source, dimension, entry.getValue()));
    }
    return new DimensionValues(bounds);
  }

  private static JsonNode read(String source, String json) {
    ObjectMapper mapper = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    try {
      JsonNode root = mapper.readTree(json);
      if (root == null || !root.isObject()) {
        throw refusal(source, "what is there", "a JSON object by dimension is needed");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw refusal(
          source,
          "line " + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
          "it is not JSON: " + e.getOriginalMessage());
    }
  }

  private static Bound bound(String source, String dimension, JsonNode node) {
    if (node.isArray() && !node.isEmpty()) {
      TreeSet<String> exact = new TreeSet<>();
      TreeSet<String> prefixes = new TreeSet<>();
      for (JsonNode value : node) {
        if (!value.isTextual() || value.textValue().isEmpty()) {
          throw refusal(source, dimension + " has " + value, "texts that are not empty are needed");
        }
        String text = value.textValue();
        if (text.endsWith("*")) {
          prefixes.add(text.substring(0, text.length() - 1));
        } else {
          exact.add(text);
        }
      }
      return new Listed(new HashSet<>(exact), prefixes);
    }
    JsonNode buckets = node.get("buckets");
    if (node.size() == 1 && buckets != null && buckets.isInt() && isAllowed(buckets.intValue())) {
      return new Buckets(buckets.intValue());
    }
    throw refusal(
        source,
        dimension + " is " + node,
        "needed is an array of values, or {\"buckets\": N} with N from 1 to " + MOST_BUCKETS);
  }

  private static boolean isAllowed(int buckets) {
    return buckets >= 1 && buckets <= MOST_BUCKETS;
  }

  private static IllegalArgumentException refusal(String source, String found, String needed) {
    return new IllegalArgumentException(
        "--dimensionValues=" + source + ": " + found + "; " + needed);
  }

  /** Keeps the values that are listed. */
  private record Listed(Set<String> exact, TreeSet<String> prefixes) implements Bound {
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

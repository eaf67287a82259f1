package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Something that requests are told apart by: one of {@link #NAMES}, or {@code metadata.NAME}.
 *
 * @param name the name of the dimension, as it stands in keys
 */
public record RequestDimension(String name) implements Serializable {

  /** What a name begins with that means an entry of the metadata of an event. */
  public static final String METADATA = "metadata.";

  private static final Map<String, Function<PerformanceMetrics, @Nullable String>> VALUES =
      Map.of(
          "model", of(Attribution::model),
          "region", of(Attribution::region),
          "provider", of(Attribution::provider),
          "service", of(Attribution::service),
          "operation", of(Attribution::operation),
          "environment", of(Attribution::environment),
          "team", of(Attribution::team),
          "input_size", RequestDimension::inputSize,
          "streaming", RequestDimension::streaming);

  /** The names that are allowed, in the order in which they are documented. */
  public static final List<String> NAMES =
      List.of(
          "model",
          "region",
          "provider",
          "service",
          "operation",
          "environment",
          "team",
          "input_size",
          "streaming");

  /** Bounds of OpenTelemetry's histogram of tokens, each the largest of its class. */
  private static final long[] SIZES = {256, 1_024, 4_096, 16_384, 65_536, 262_144};

  private static final String[] SIZE_NAMES = {
    "0-256", "257-1024", "1025-4096", "4097-16384", "16385-65536", "65537-262144", "262145-"
  };

  /** Checks the name. */
  public RequestDimension {
    if (!isAllowed(name)) {
      throw new IllegalArgumentException(
          "dimension " + name + " is none of " + NAMES + " and no " + METADATA + "NAME");
    }
  }

  /** Returns whether there is a dimension of this name. */
  public static boolean isAllowed(String name) {
    return VALUES.containsKey(name)
        || (name.startsWith(METADATA) && name.length() > METADATA.length());
  }

  /** Returns the value of the dimension; empty if the request does not have one. */
  String of(PerformanceMetrics request) {
    Function<PerformanceMetrics, @Nullable String> known = VALUES.get(name);
    String value =
        known == null
            ? request.metadata().get(name.substring(METADATA.length()))
            : known.apply(request);
    return value == null ? "" : value;
  }

  private static Function<PerformanceMetrics, @Nullable String> of(
      Function<Attribution, @Nullable String> value) {
    return request -> value.apply(request.attribution());
  }

  /** Returns the class of the number of input tokens; null if it is not known. */
  private static @Nullable String inputSize(PerformanceMetrics request) {
    long tokens = request.usage().input();
    if (tokens < 0) {
      return null;
    }
    int size = 0;
    while (size < SIZES.length && tokens > SIZES[size]) {
      size++;
    }
    return SIZE_NAMES[size];
  }

  /** Returns {@code true} or {@code false}; null if it is not known. */
  private static @Nullable String streaming(PerformanceMetrics request) {
    if (request.streaming() != null) {
      return request.streaming().toString();
    }
    return request.timeToFirstTokenMs() == null ? null : "true";
  }
}

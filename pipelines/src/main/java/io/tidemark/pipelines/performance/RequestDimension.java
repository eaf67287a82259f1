package io.tidemark.pipelines.performance;

import static io.tidemark.pipelines.event.PerformanceMetrics.METADATA_DIMENSION;

import io.tidemark.pipelines.event.PerformanceMetrics;
import java.util.List;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What requests are told apart by: one of {@link #NAMES}, or {@code metadata.NAME}. */
final class RequestDimension {

  /** The names that are allowed, in the order in which they are documented. */
  static final List<String> NAMES =
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

  private RequestDimension() {}

  /** Returns whether there is a dimension of this name. */
  static boolean isAllowed(String name) {
    return NAMES.contains(name)
        || (name.startsWith(METADATA_DIMENSION) && name.length() > METADATA_DIMENSION.length());
  }

  /**
   * Returns what gives the value of a dimension; null for a request that does not have one.
   *
   * @throws IllegalArgumentException if there is no dimension of this name
   */
  static SerializableFunction<PerformanceMetrics, @Nullable String> named(String name) {
    if (!isAllowed(name)) {
      throw new IllegalArgumentException(
          "dimension " + name + " is none of " + NAMES + " and no " + METADATA_DIMENSION + "NAME");
    }
    return switch (name) {
      case "model" -> PerformanceMetrics::model;
      case "region" -> request -> request.attribution().region();
      case "provider" -> request -> request.attribution().provider();
      case "service" -> request -> request.attribution().service();
      case "operation" -> request -> request.attribution().operation();
      case "environment" -> request -> request.attribution().environment();
      case "team" -> request -> request.attribution().team();
      case "input_size" -> RequestDimension::inputSize;
      case "streaming" -> RequestDimension::streaming;
      default -> entry(name.substring(METADATA_DIMENSION.length()));
    };
  }

  private static SerializableFunction<PerformanceMetrics, @Nullable String> entry(String name) {
    return request -> request.metadata().get(name);
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

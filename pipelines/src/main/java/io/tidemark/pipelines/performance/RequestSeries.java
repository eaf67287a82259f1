package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.series.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes the key of the series that a request belongs to. Of a dimension that is not bounded it
 * warns once when it has seen some thousand values, for each is a series with a row in every
 * window.
 */
public final class RequestSeries implements SerializableFunction<PerformanceMetrics, SeriesKey> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<SerializableFunction<PerformanceMetrics, @Nullable String>> dimensions;
  private final DimensionValues.Bound[] bounds;
  private final ManyValues manyValues;

  /** Makes keys of these dimensions, in this order, with all of their values. */
  public RequestSeries(List<String> dimensions) {
    this(dimensions, DimensionValues.ALL);
  }

  /** Makes keys of these dimensions, in this order. */
  public RequestSeries(List<String> dimensions, DimensionValues values) {
    this.dimensions = new ArrayList<>();
    dimensions.forEach(name -> this.dimensions.add(RequestDimension.named(name)));
    this.bounds = dimensions.stream().map(values::bound).toArray(DimensionValues.Bound[]::new);
    this.manyValues =
        new ManyValues(dimensions.stream().map(d -> values.isBounded(d) ? null : d).toList());
  }

  @Override
  public SeriesKey apply(PerformanceMetrics request) {
    String[] values = new String[bounds.length];
    for (int i = 0; i < values.length; i++) {
      String value = dimensions.get(i).apply(request);
      values[i] = value == null || value.isEmpty() ? "" : bounds[i].of(value);
      manyValues.note(i, values[i]);
    }
    return SeriesKey.owning(values);
  }
}

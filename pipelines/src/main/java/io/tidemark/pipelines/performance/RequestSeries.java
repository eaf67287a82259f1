package io.tidemark.pipelines.performance;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.series.SeriesKey;
import java.util.List;
import org.apache.beam.sdk.transforms.SerializableFunction;

/** Makes the key of the series that a request belongs to. */
public final class RequestSeries implements SerializableFunction<PerformanceMetrics, SeriesKey> {
  private static final long serialVersionUID = 1L;

  private final RequestDimension[] dimensions;

  /** Makes keys of these dimensions, in this order. */
  public RequestSeries(List<String> dimensions) {
    this.dimensions =
        dimensions.stream().map(RequestDimension::new).toArray(RequestDimension[]::new);
  }

  @Override
  public SeriesKey apply(PerformanceMetrics request) {
    String[] values = new String[dimensions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = dimensions[i].of(request);
    }
    return SeriesKey.owning(values);
  }
}

package io.tidemark.query.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a scrape is answered. */
public final class Exposition {
  private static final ExpositionFormatWriter OPEN_METRICS =
      OpenMetricsTextFormatWriter.builder().build();
  private static final ExpositionFormatWriter PROMETHEUS =
      PrometheusTextFormatWriter.builder().build();

  private final PrometheusRegistry registry;

  /** Answers with what the registry has. */
  public Exposition(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** The bytes of an answer and their type. */
  @SuppressWarnings("ArrayRecordComponent") // Written once, never compared.
  public record Page(String contentType, byte[] body) {}

  /**
   * Returns all metrics, in the format that the scraper prefers of OpenMetrics and Prometheus' own.
   *
   * @param accept the header of the request; null if it has none
   */
  public Page page(@Nullable String accept) {
    ExpositionFormatWriter writer = OPEN_METRICS.accepts(accept) ? OPEN_METRICS : PROMETHEUS;
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 << 10);
    try {
      writer.write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written to", e);
    }
    return new Page(writer.getContentType(), out.toByteArray());
  }
}

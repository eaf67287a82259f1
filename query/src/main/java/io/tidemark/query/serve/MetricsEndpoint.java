package io.tidemark.query.serve;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemark.query.http.Endpoint;
import io.tidemark.query.http.Reply;
import io.tidemark.query.http.Scope;
import io.tidemark.query.metrics.Exposition;
import java.util.List;

/** {@code /metrics}, which Prometheus scrapes. */
final class MetricsEndpoint {
  private MetricsEndpoint() {}

  static Endpoint of(PrometheusRegistry registry) {
    Exposition exposition = new Exposition(registry);
    return Endpoint.get(
        "/metrics",
        Scope.OPEN,
        List.of(),
        request -> {
          Exposition.Page page = exposition.page(request.header("Accept"));
          return Reply.of(page.contentType(), page.body());
        });
  }
}

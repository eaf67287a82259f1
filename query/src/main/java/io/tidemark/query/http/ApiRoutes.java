package io.tidemark.query.http;

import java.util.ArrayList;
import java.util.List;

/** The routes of the API that read rows and progress, and those that need no token. */
public final class ApiRoutes {
  private ApiRoutes() {}

  /**
   * Returns them. Whatever else is served, such as streams, roll-ups or metrics, is added to the
   * list.
   *
   * @param waiting for requests that wait; closed after the server
   */
  public static List<Endpoint> of(Sources sources, Waiting waiting) {
    Consistency consistency = new Consistency(sources.position(), waiting);
    List<Endpoint> all = new ArrayList<>();
    all.addAll(new WindowEndpoints(sources, consistency).all());
    all.addAll(new RevisionEndpoints(sources).all());
    all.addAll(new AnomalyEndpoints(sources, consistency).all());
    all.addAll(new SeriesEndpoints(sources).all());
    all.addAll(new WatermarkEndpoints(sources).all());
    all.addAll(new CompletenessEndpoints(sources, waiting).all());
    all.addAll(new OpenEndpoints(sources.readiness()).all());
    return all;
  }
}

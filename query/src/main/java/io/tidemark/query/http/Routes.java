package io.tidemark.query.http;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.eclipse.jetty.http.pathmap.MatchedResource;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;

/** Finds the endpoints of a path. */
final class Routes {
  private final PathMappings<Map<String, Endpoint>> byPath = new PathMappings<>();

  /**
   * What is at a path.
   *
   * @param byMethod the endpoints, by their methods
   * @param segments the parts of the path that have names
   */
  record Match(Map<String, Endpoint> byMethod, Map<String, String> segments) {

    @Nullable Endpoint of(String method) {
      return method.equals("HEAD") ? hasHead() ? byMethod.get("GET") : null : byMethod.get(method);
    }

    /** A stream has no end, and so no length: there is no HEAD of it. */
    private boolean hasHead() {
      Endpoint get = byMethod.get("GET");
      return get != null && get.servlet() == null;
    }

    /** Returns what {@code Allow} says. */
    String allowed() {
      Set<String> methods = new TreeSet<>(byMethod.keySet());
      methods.add("OPTIONS");
      if (hasHead()) {
        methods.add("HEAD");
      }
      return String.join(", ", methods);
    }
  }

  Routes(Collection<Endpoint> endpoints) {
    Map<String, Map<String, Endpoint>> grouped = new HashMap<>();
    for (Endpoint endpoint : endpoints) {
      Map<String, Endpoint> methods =
          grouped.computeIfAbsent(endpoint.path(), path -> new TreeMap<>());
      if (methods.put(endpoint.method(), endpoint) != null) {
        throw new IllegalArgumentException(
            "the route " + endpoint.method() + " " + endpoint.path() + " is given twice");
      }
    }
    grouped.forEach((path, methods) -> byPath.put(new UriTemplatePathSpec(path), methods));
  }

  Optional<Match> find(String path) {
    MatchedResource<Map<String, Endpoint>> match = byPath.getMatched(path);
    if (match == null) {
      return Optional.empty();
    }
    UriTemplatePathSpec spec = (UriTemplatePathSpec) match.getPathSpec();
    return Optional.of(new Match(match.getResource(), spec.getPathParams(path)));
  }
}

package io.tidemark.query.http;

import jakarta.servlet.http.HttpServlet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One route: {@code Endpoint.get("/v1/series", Scope.READ, List.of("stream"), request -> …)}.
 *
 * <p>A GET is also a HEAD. What a handler throws is answered as a problem; it may block, but not
 * for long: while it runs it has one of the few places for work.
 *
 * @param method such as GET
 * @param path segments of text and of {@code {name}}
 * @param scope what the token must have
 * @param parameters names that the query may have; {@code dimension.*} allows {@code
 *     dimension.model} and the like
 * @param handler null if a servlet answers
 * @param servlet answers streams by itself; null if a handler answers
 */
public record Endpoint(
    String method,
    String path,
    Scope scope,
    List<String> parameters,
    @Nullable Handler handler,
    @Nullable HttpServlet servlet) {

  /** Answers a request, perhaps later. */
  @FunctionalInterface
  public interface Handler {
    /** Returns the answer; it must be completed within about a minute. */
    CompletionStage<Reply> handle(ApiRequest request);
  }

  /** Returns a GET that is answered at once. */
  public static Endpoint get(
      String path, Scope scope, List<String> parameters, Function<ApiRequest, Reply> handler) {
    return of("GET", path, scope, parameters, handler);
  }

  /** Returns a request of any method that is answered at once. */
  public static Endpoint of(
      String method,
      String path,
      Scope scope,
      List<String> parameters,
      Function<ApiRequest, Reply> handler) {
    return later(
        method,
        path,
        scope,
        parameters,
        request -> CompletableFuture.completedFuture(handler.apply(request)));
  }

  /** Returns a request that may be answered later, and holds no thread until then. */
  public static Endpoint later(
      String method, String path, Scope scope, List<String> parameters, Handler handler) {
    return new Endpoint(method, path, scope, List.copyOf(parameters), handler, null);
  }

  /**
   * Returns a GET that a servlet answers, asynchronously: its path is without {@code {name}}. Who
   * asks is the request's attribute {@link Gate#PRINCIPAL}; path, token, names of parameters and
   * rate have been checked.
   */
  public static Endpoint stream(
      String path, Scope scope, List<String> parameters, HttpServlet servlet) {
    return new Endpoint("GET", path, scope, List.copyOf(parameters), null, servlet);
  }
}

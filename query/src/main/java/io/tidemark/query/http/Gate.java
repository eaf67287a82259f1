package io.tidemark.query.http;

import io.github.bucket4j.TimeMeter;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Decides whether a request is let in, before anything is done for it. In this order: the path, the
 * host, the route, the method, the query's form, the token, its scope, the query's names, the rate.
 */
public final class Gate {

  /** The attribute of a request that has the {@link Principal}. */
  public static final String PRINCIPAL = "tidemark.principal";

  /** Names of this machine that no foreign name server can give out. */
  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Routes routes;
  private final List<String> paths;
  private final @Nullable Tokens tokens;
  private final List<String> origins;
  private final RateLimits limits;

  /**
   * A request that was let in.
   *
   * @param segments parts of the path that have names
   */
  record Admitted(
      Endpoint endpoint,
      String path,
      Map<String, String> segments,
      Parameters parameters,
      Principal principal) {}

  Gate(Collection<Endpoint> endpoints, ApiOptions options, @Nullable Tokens tokens) {
    this.routes = new Routes(endpoints);
    this.paths = endpoints.stream().map(Endpoint::path).distinct().sorted().toList();
    this.tokens = tokens;
    this.origins = options.origins();
    this.limits = new RateLimits(options.perSecond(), options.burst(), TimeMeter.SYSTEM_NANOTIME);
  }

  /** Returns what is at the path, if anything is; throws a problem for a path that is a trick. */
  Routes.Match match(RequestHead head) {
    String path = PathText.decoded(head.path());
    return routes
        .find(path)
        .orElseThrow(
            () ->
                Problem.of(ProblemType.NOT_FOUND, "nothing is at this path" + guess(path))
                    .exception());
  }

  /** Returns the request as it is let in; throws a problem if it is not. */
  Admitted admit(RequestHead head, Routes.Match match, Instant now) {
    onlyFromHere(head);
    Endpoint endpoint = match.of(head.method());
    if (endpoint == null) {
      throw new Problem(
              ProblemType.METHOD_NOT_ALLOWED,
              head.path() + " is not there for " + head.method(),
              "method",
              head.method(),
              match.allowed(),
              Map.of())
          .exception();
    }
    Parameters parameters = new Parameters(QueryText.parse(head.query()), now);
    parameters.withoutToken();
    Principal principal = principal(head, now);
    if (!principal.may(endpoint.scope())) {
      throw refusal(principal, endpoint.scope());
    }
    parameters.onlyOf(endpoint.parameters());
    if (endpoint.scope() != Scope.OPEN) {
      limits.take(principal.name());
    }
    return new Admitted(
        endpoint, PathText.decoded(head.path()), match.segments(), parameters, principal);
  }

  /** Returns the origin of another site whose page may ask; null if it is none. */
  @Nullable String allowedOrigin(RequestHead head) {
    String origin = head.header("Origin");
    return origin != null && origins.contains(origin) ? origin : null;
  }

  /**
   * Without tokens, whoever reaches the port may do everything. Pages of other sites must not: not
   * by a name that their server resolves to this machine, and not by a form that posts here.
   */
  private void onlyFromHere(RequestHead head) {
    String host = head.header("Host");
    if (tokens == null && !LOCAL_HOSTS.contains(withoutPort(host == null ? "" : host))) {
      throw Problem.parameter(
              ProblemType.FORBIDDEN,
              "Host",
              host,
              "localhost, 127.0.0.1 or [::1], as long as no tokens are needed")
          .exception();
    }
    String origin = head.header("Origin");
    if (!head.isSafe() && origin != null && !isSame(origin, host) && !origins.contains(origin)) {
      throw Problem.parameter(ProblemType.FORBIDDEN, "Origin", origin, "this site").exception();
    }
  }

  private static boolean isSame(String origin, @Nullable String host) {
    return origin.equals("http://" + host) || origin.equals("https://" + host);
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
  }

  private Principal principal(RequestHead head, Instant now) {
    if (tokens == null) {
      return Principal.LOCAL;
    }
    String authorization = head.header("Authorization");
    if (authorization == null) {
      return Principal.NOBODY;
    }
    String[] parts = authorization.trim().split(" +", 2);
    if (!parts[0].equalsIgnoreCase("Bearer") || parts.length < 2) {
      throw unauthenticated("Authorization is not 'Bearer TOKEN'");
    }
    return tokens
        .principal(parts[1], now)
        .orElseThrow(() -> unauthenticated("the token is not known"));
  }

  private static RuntimeException refusal(Principal principal, Scope scope) {
    return principal.equals(Principal.NOBODY)
        ? unauthenticated("no token was sent")
        : new Problem(
                ProblemType.FORBIDDEN,
                "the token " + principal.name() + " has not the scope " + scope.label(),
                "Authorization",
                null,
                "a token with the scope " + scope.label(),
                Map.of())
            .exception();
  }

  private static RuntimeException unauthenticated(String detail) {
    return new Problem(
            ProblemType.UNAUTHENTICATED,
            detail,
            "Authorization",
            null,
            "Authorization: Bearer TOKEN",
            Map.of())
        .exception();
  }

  private String guess(String path) {
    return Nearest.of(path, paths).map(near -> "; did you mean " + near + "?").orElse("");
  }
}

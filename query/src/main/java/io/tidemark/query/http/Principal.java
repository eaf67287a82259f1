package io.tidemark.query.http;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who makes a request.
 *
 * @param name of the token, for limits and logs; it is not secret
 */
public record Principal(String name, Set<Scope> scopes) {

  /** Who asks where no token is needed: on this machine alone. */
  public static final Principal LOCAL = new Principal("local", EnumSet.allOf(Scope.class));

  /** Who asks without a token where one is needed. */
  public static final Principal NOBODY = new Principal("nobody", EnumSet.of(Scope.OPEN));

  /** Returns whether a request that needs the scope may be made. */
  public boolean may(Scope scope) {
    return scope == Scope.OPEN || scopes.contains(scope);
  }
}

package io.tidemark.query.changes;

import io.tidemark.query.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;

/** Decides who may subscribe. */
@FunctionalInterface
public interface Admission {
  /**
   * Returns the name of the principal, by whom streams are counted.
   *
   * @throws ProblemException if he may not
   */
  String admit(HttpServletRequest request);
}

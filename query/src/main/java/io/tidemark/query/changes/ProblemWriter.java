package io.tidemark.query.changes;

import io.tidemark.query.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers a request with a problem, in the form that all of the API has. */
@FunctionalInterface
public interface ProblemWriter {
  /** Sets status and headers, and writes the body. */
  void write(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException;
}

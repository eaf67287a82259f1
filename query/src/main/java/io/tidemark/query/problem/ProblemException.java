package io.tidemark.query.problem;

/** Thrown by a handler to be answered as its problem. It has no stack trace: it is an answer. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /** Returns the problem to answer with. */
  public Problem problem() {
    return problem;
  }
}

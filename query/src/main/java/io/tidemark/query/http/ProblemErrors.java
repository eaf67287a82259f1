package io.tidemark.query.http;

import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what the server itself refuses, such as a line that is not HTTP, by a problem as well:
 * never a page, never a trace.
 */
final class ProblemErrors implements Request.Handler {
  private final Responses responses = new Responses();

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Throwable cause = (Throwable) request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
    int code = cause instanceof HttpException http ? http.getCode() : response.getStatus();
    response.getHeaders().clear();
    Responses.secure(response.getHeaders());
    response.getHeaders().put("Connection", "close");
    String path = request.getHttpURI().getPath();
    Problem problem = problem(code, request.getMethod() + " " + path, cause);
    responses.write(null, response, ProblemJson.reply(problem, null), callback);
    return true;
  }

  private static Problem problem(int code, String what, @Nullable Throwable cause) {
    return switch (code) {
      case 404 -> Problem.of(ProblemType.NOT_FOUND, "nothing is at this path");
      case 408 -> Problem.of(ProblemType.REQUEST_TIMEOUT, "the request did not arrive in time");
      case 413 -> Problem.of(ProblemType.TOO_LARGE, "the body is too large");
      case 414, 431 ->
          Problem.of(
              ProblemType.HEADERS_TOO_LARGE,
              "request line and headers are larger than " + ApiServer.LARGEST_HEAD + " bytes");
      case 503 -> Problem.of(ProblemType.STOPPING, "the service is stopping");
      default ->
          code < 500 || code == 501 || code == 505 || isOfTheClient(cause)
              ? Problem.of(ProblemType.MALFORMED_REQUEST, reason(cause))
              : Api.internal(what, cause);
    };
  }

  /** A client that has gone away is no defect of the service. */
  private static boolean isOfTheClient(@Nullable Throwable cause) {
    return cause instanceof EofException;
  }

  /** Jetty's reasons are short phrases of its own, without what was sent. */
  private static String reason(@Nullable Throwable cause) {
    return cause instanceof HttpException http && http.getReason() != null
        ? "it is not HTTP/1.1 as it should be: " + http.getReason().toLowerCase(Locale.ROOT)
        : "it is not HTTP/1.1 as it should be";
  }
}

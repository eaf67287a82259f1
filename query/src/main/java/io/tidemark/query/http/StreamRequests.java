package io.tidemark.query.http;

import io.tidemark.query.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a servlet of an {@link Endpoint#stream} needs of the API around it. */
public final class StreamRequests {
  private StreamRequests() {}

  /** Returns the name of whoever asks; the gate has let him in. */
  public static String principal(HttpServletRequest request) {
    return ((Principal) request.getAttribute(Gate.PRINCIPAL)).name();
  }

  /** Answers with a problem, as all of the API does. */
  public static void write(
      Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Reply reply = ProblemJson.reply(problem, request.getRequestURI());
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    response.setContentType(reply.contentType());
    response.setContentLength(reply.body().length);
    response.getOutputStream().write(reply.body());
  }
}

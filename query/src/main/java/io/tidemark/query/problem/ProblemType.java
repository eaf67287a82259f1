package io.tidemark.query.problem;

import java.util.Locale;

/**
 * The kinds of problem. The {@link #slug} is part of the API: {@code /problems/SLUG} tells more.
 */
public enum ProblemType {
  /** A parameter, header or field that cannot be understood, or is out of range. */
  INVALID_PARAMETER(400, "A parameter is invalid"),
  /** A request that is not HTTP as it should be, or a path that nobody writes by mistake. */
  MALFORMED_REQUEST(400, "The request cannot be read"),
  /** A moment for which the history has no answer, with the earliest and latest it has. */
  AS_OF_OUT_OF_RANGE(400, "No history of that moment"),
  /** No token, or one that is not known. */
  UNAUTHENTICATED(401, "A token is needed"),
  /** A token whose scopes do not include what is asked for. */
  FORBIDDEN(403, "The token has not the scope"),
  /** Nothing is at this path. */
  NOT_FOUND(404, "There is nothing here"),
  /** No row of this id stands or stood. */
  WINDOW_UNKNOWN(404, "No such window"),
  /** The path is there, but not for this method. */
  METHOD_NOT_ALLOWED(405, "Not by this method"),
  /** What was asked for cannot be sent in a form that the client accepts. */
  NOT_ACCEPTABLE(406, "No acceptable form"),
  /** The request did not arrive in time. */
  REQUEST_TIMEOUT(408, "The request came too slowly"),
  /** A letter that would be late again if it were sent again. */
  WOULD_BE_LATE_AGAIN(409, "It would be late again"),
  /** One redrive at a time. */
  REDRIVE_RUNNING(409, "Another redrive is running"),
  /** The same idempotency key with another request. */
  IDEMPOTENCY_CONFLICT(409, "The key was used for another request"),
  /** A session that another one has absorbed, with a link to that. */
  WINDOW_ABSORBED(410, "The session was absorbed"),
  /** A cursor of another query, or of what is no longer kept. */
  CURSOR_EXPIRED(410, "The cursor is not valid any more"),
  /** A body that is larger than allowed. */
  TOO_LARGE(413, "The request is too large"),
  /** A body that is not JSON. */
  UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),
  /** More work than one request may ask for. */
  QUERY_TOO_WIDE(422, "The query is too wide"),
  /** More requests, or streams, than are allowed. */
  RATE_LIMITED(429, "Too many requests"),
  /** A request line or headers that are larger than allowed. */
  HEADERS_TOO_LARGE(431, "The request line or the headers are too large"),
  /** A defect of this service. */
  INTERNAL(500, "The service failed"),
  /** The position asked for was not reached in time. */
  NOT_AT_POSITION(503, "Not at that position yet"),
  /** The store that alone has the answer does not answer. */
  STORE_UNAVAILABLE(503, "The store does not answer"),
  /** The service is on its way down; another replica may answer. */
  STOPPING(503, "The service is stopping");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** Returns the status of the answer. */
  public int status() {
    return status;
  }

  /** Returns what the kind is called; it is the same for each occurrence. */
  public String title() {
    return title;
  }

  /** Returns the name in URLs, such as {@code invalid-parameter}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package io.tidemark.query.changes;

import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemException;
import io.tidemark.query.problem.ProblemType;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /v1/changes}: server-sent events, lines of JSON, or a long poll. All I/O is
 * asynchronous: a subscriber has no thread, and one that does not read costs its queue and nothing
 * else, until it is let go after 30 s.
 */
public final class ChangesServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final int MOST_STREAMS = 20;

  private final transient Delivery delivery;
  private final transient Admission admission;
  private final transient ProblemWriter problems;
  private final transient Map<String, Integer> streams = new HashMap<>();

  /** The parameters that it takes; {@code dimension.*} is any dimension. */
  public static final List<String> PARAMETERS =
      List.of(
          "streams",
          "key",
          "dimension.*",
          "pane",
          "snapshot",
          "throttle",
          "after",
          "wait",
          "format");

  /** Creates the servlet; it must be registered with support of asynchronous requests. */
  public ChangesServlet(Delivery delivery, Admission admission, ProblemWriter problems) {
    this.delivery = delivery;
    this.admission = admission;
    this.problems = problems;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      String principal = admission.admit(request);
      if (!request.getMethod().equals("GET")) {
        response.setHeader("Allow", "GET");
        throw Problem.parameter(
                ProblemType.METHOD_NOT_ALLOWED, "method", request.getMethod(), "GET")
            .exception();
      }
      ChangeRequest asked = ChangeParameters.read(request);
      enter(principal);
      open(request, response, asked, principal);
    } catch (ProblemException e) {
      problems.write(e.problem(), request, response);
    }
  }

  private void open(
      HttpServletRequest request,
      HttpServletResponse response,
      ChangeRequest asked,
      String principal)
      throws IOException {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(asked.format().contentType());
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    ServletOutputStream out = response.getOutputStream();
    Subscriber subscriber = delivery.subscribe(asked, new ServletOutlet(context, out, request));
    context.addListener(new Leaving(subscriber, principal));
    out.setWriteListener(
        new WriteListener() {
          @Override
          public void onWritePossible() {
            subscriber.onWritable();
          }

          @Override
          public void onError(Throwable t) {
            subscriber.onGone();
            context.complete();
          }
        });
  }

  private void enter(String principal) {
    synchronized (streams) {
      int open = streams.getOrDefault(principal, 0);
      if (open >= MOST_STREAMS) {
        throw Problem.of(
                ProblemType.RATE_LIMITED,
                "there are " + open + " streams open already; allowed: " + MOST_STREAMS)
            .exception();
      }
      streams.put(principal, open + 1);
    }
  }

  private void leave(String principal) {
    synchronized (streams) {
      streams.computeIfPresent(principal, (name, open) -> open > 1 ? open - 1 : null);
    }
  }

  /** Notices the end of a stream, whoever ends it. */
  private final class Leaving implements AsyncListener {
    private final Subscriber subscriber;
    private final String principal;

    Leaving(Subscriber subscriber, String principal) {
      this.subscriber = subscriber;
      this.principal = principal;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      subscriber.onGone();
      leave(principal);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      event.getAsyncContext().complete();
    }

    @Override
    public void onError(AsyncEvent event) {
      event.getAsyncContext().complete();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}

package io.tidemark.query.http;

import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemException;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.read.StoreUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what the {@link Gate} lets in, by its endpoint, and everything else by a problem. It
 * writes asynchronously: a client that reads slowly holds no thread.
 */
final class Api extends Handler.Wrapper {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  /** The largest body of a request, in bytes. */
  static final int LARGEST_BODY = 1 << 20;

  private static final long SLOWEST_BODY_SECONDS = 30;

  private final Gate gate;
  private final Responses responses;
  private final Semaphore places;
  private final InstantSource clock;

  Api(Gate gate, int workers, InstantSource clock) {
    this.gate = gate;
    this.responses = new Responses();
    this.places = new Semaphore(workers);
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    RequestHead head = Heads.of(request);
    Responses.secure(response.getHeaders());
    Gate.Admitted admitted;
    try {
      Routes.Match match = gate.match(head);
      String origin = gate.allowedOrigin(head);
      if (origin != null) {
        Responses.allow(response.getHeaders(), origin, match.allowed());
      }
      if (head.method().equals("OPTIONS")) {
        responses.options(response, match.allowed(), callback);
        return true;
      }
      admitted = gate.admit(head, match, clock.instant());
    } catch (ProblemException e) {
      responses.write(head, response, ProblemJson.reply(e.problem(), head.path()), callback);
      return true;
    }
    if (admitted.endpoint().servlet() != null) {
      request.setAttribute(Gate.PRINCIPAL, admitted.principal());
      return super.handle(request, response, callback);
    }
    body(head, request)
        .thenCompose(body -> work(admitted, head, body))
        .exceptionally(error -> ProblemJson.reply(problem(head, unwrapped(error)), head.path()))
        .thenAccept(reply -> responses.write(head, response, reply, callback))
        .exceptionally(
            error -> {
              callback.failed(error);
              return null;
            });
    return true;
  }

  private static CompletableFuture<byte[]> body(RequestHead head, Request request) {
    if (head.isSafe()) {
      return CompletableFuture.completedFuture(new byte[0]);
    }
    if (request.getLength() > LARGEST_BODY) {
      return CompletableFuture.failedFuture(tooLarge());
    }
    String type = head.header("Content-Type");
    if (request.getLength() != 0 && (type == null || !isJson(type))) {
      return CompletableFuture.failedFuture(
          Problem.parameter(
                  ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Type", type, "application/json")
              .exception());
    }
    CompletableFuture<byte[]> whole = new CompletableFuture<>();
    Content.Source.asByteArrayAsync(
        request,
        LARGEST_BODY,
        new Promise.Invocable<byte[]>() {
          @Override
          public void succeeded(byte[] body) {
            whole.complete(body);
          }

          @Override
          public void failed(Throwable error) {
            whole.completeExceptionally(error);
          }
        });
    return whole
        .orTimeout(SLOWEST_BODY_SECONDS, TimeUnit.SECONDS)
        .exceptionallyCompose(error -> CompletableFuture.failedFuture(unread(unwrapped(error))))
        // Whoever completes it may be the thread that reads for all connections.
        .thenApplyAsync(body -> body, request.getComponents().getExecutor());
  }

  private static boolean isJson(String type) {
    return type.split(";", 2)[0].trim().equalsIgnoreCase("application/json");
  }

  private static RuntimeException unread(Throwable error) {
    if (error instanceof IllegalStateException) {
      return tooLarge();
    }
    return Problem.of(
            error instanceof TimeoutException
                ? ProblemType.REQUEST_TIMEOUT
                : ProblemType.MALFORMED_REQUEST,
            "the body did not arrive whole")
        .exception();
  }

  private static RuntimeException tooLarge() {
    return new Problem(
            ProblemType.TOO_LARGE,
            "the body is larger than " + LARGEST_BODY + " bytes",
            "body",
            null,
            "at most " + LARGEST_BODY + " bytes",
            Map.of())
        .exception();
  }

  private CompletionStage<Reply> work(Gate.Admitted admitted, RequestHead head, byte[] body) {
    Endpoint.Handler handler = admitted.endpoint().handler();
    if (handler == null) {
      throw new IllegalStateException(admitted.path() + " has neither handler nor servlet");
    }
    if (!responses.hasRoom()) {
      throw RateLimits.limited("too many answers wait for their readers", Duration.ofSeconds(5));
    }
    if (!places.tryAcquire()) {
      throw RateLimits.limited("all places for work are taken", Duration.ofSeconds(1));
    }
    try {
      return handler.handle(
          new ApiRequest(
              admitted.path(),
              admitted.segments(),
              admitted.parameters(),
              head.header(),
              body,
              admitted.principal(),
              clock.instant()));
    } finally {
      places.release();
    }
  }

  private static Problem problem(RequestHead head, Throwable error) {
    if (error instanceof ProblemException known) {
      return known.problem();
    }
    if (error instanceof StoreUnavailableException) {
      LOG.warn("{} {}: {}", head.method(), head.path(), error.getMessage());
      return Problem.of(
          ProblemType.STORE_UNAVAILABLE,
          "the database, which alone has what was asked for, does not answer; newer windows may"
              + " still be served");
    }
    return internal(head.method() + " " + head.path(), error);
  }

  /** Logs what must not happen, and returns a problem with nothing of it but the log's id. */
  static Problem internal(String what, @Nullable Throwable error) {
    if (error instanceof RejectedExecutionException) {
      return Problem.of(ProblemType.STOPPING, "the service is stopping");
    }
    String id = UUID.randomUUID().toString();
    LOG.error("failure {} of {}", id, what, error);
    return Problem.of(
            ProblemType.INTERNAL, "the service has a defect; its log tells more about " + id)
        .with("id", id);
  }

  private static Throwable unwrapped(Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}

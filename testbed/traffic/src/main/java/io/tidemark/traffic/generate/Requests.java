package io.tidemark.traffic.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Requests to models: arrivals come in bursts, token counts have heavy tails, latency grows with
 * the output tokens, and each model has its own rate of errors.
 */
final class Requests implements EventSource {
  private static final String[] REGIONS = {"us", "us", "us", "eu", "eu", "ap"};
  private static final String[] SERVICES = {"chat", "chat", "search", "code", "batch"};
  private static final String[] ERRORS = {"rate_limited", "overloaded", "timeout", "bad_request"};

  private final Randomness random;
  private final Bursts bursts;
  private final List<ModelProfile> models;
  private final List<Incident> incidents;
  private final double shares;
  private double nextSeconds;

  Requests(
      Randomness random,
      double rate,
      long startMillis,
      List<ModelProfile> models,
      List<Incident> incidents) {
    this.incidents = incidents;
    this.random = random;
    this.bursts = new Bursts(random, rate, startMillis);
    this.models = models;
    this.shares = models.stream().mapToDouble(ModelProfile::share).sum();
    this.nextSeconds = arrival();
  }

  @Override
  public double nextSeconds() {
    return nextSeconds;
  }

  @Override
  public Draft next() {
    double seconds = nextSeconds;
    nextSeconds = arrival();
    ModelProfile model = model();
    ObjectNode event = Draft.event("performance_metrics", random);
    event.put("request_id", random.uuid().toString());
    event.put("model", model.name()).put("provider", model.provider());
    if (!random.chance(0.02)) {
      event.put("region", random.oneOf(REGIONS));
    }
    event.put("service", random.oneOf(SERVICES));
    if (random.chance(model.errorRate())
        || isIn(Incident.Kind.ERRORS, seconds) && random.chance(Incident.FAILING)) {
      fail(event);
    } else {
      succeed(event, model);
    }
    if (isIn(Incident.Kind.LATENCY, seconds)) {
      multiply(event, "latency_ms", Incident.SLOWER);
    }
    if (isIn(Incident.Kind.COST, seconds)) {
      multiply(event, "cost", Incident.DEARER);
    }
    return new Draft(Feed.PERFORMANCE, model.name(), event);
  }

  private double arrival() {
    double seconds = bursts.next();
    while (isIn(Incident.Kind.TRAFFIC, seconds) && random.chance(Incident.MISSING)) {
      seconds = bursts.next();
    }
    return seconds;
  }

  private boolean isIn(Incident.Kind kind, double seconds) {
    for (Incident incident : incidents) {
      if (incident.is(kind, seconds)) {
        return true;
      }
    }
    return false;
  }

  private static void multiply(ObjectNode event, String field, double factor) {
    event.put(field, event.get(field).asDouble() * factor);
  }

  private void succeed(ObjectNode event, ModelProfile model) {
    long input = (long) Math.min(200_000, random.lognormal(700, 1.2)) + 1;
    long output = (long) Math.min(16_000, random.lognormal(180, 1.0)) + 1;
    double first = random.lognormal(model.firstTokenMs(), 0.4) + input * 0.02;
    double speed = random.lognormal(model.tokensPerSecond(), 0.25);
    double stall = random.chance(0.005) ? random.pareto(2_000, 1.5) : 0;
    event.put("latency_ms", Draft.rounded(Math.min(600_000, first + output / speed * 1e3 + stall)));
    event.put("time_to_first_token_ms", Draft.rounded(first));
    event.put("input_tokens", input).put("output_tokens", output);
    if (random.chance(0.3)) {
      event.put("cache_read_tokens", (long) (input * random.uniform()));
    }
    event.put("cost", StrictMath.rint(model.cost(input, output) * 1e8) / 1e8);
    if (random.chance(0.2)) {
      event.put("quality_score", Draft.rounded(1 - Math.min(1, random.exponential(0.12))));
    }
  }

  private void fail(ObjectNode event) {
    String error = random.oneOf(ERRORS);
    double latency = error.equals("timeout") ? 60_000 : random.lognormal(90, 0.5);
    event.put("latency_ms", Draft.rounded(latency));
    event.put("input_tokens", (long) random.lognormal(700, 1.2) + 1).put("output_tokens", 0);
    event.put("cost", 0.0).put("error", error);
  }

  private ModelProfile model() {
    double left = random.uniform() * shares;
    for (ModelProfile model : models) {
      left -= model.share();
      if (left < 0) {
        return model;
      }
    }
    return models.get(models.size() - 1);
  }
}

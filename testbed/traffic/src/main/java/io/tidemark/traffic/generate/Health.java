package io.tidemark.traffic.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The reports of components, each in turn. Now and then a component has an incident: it is degraded
 * for a while, sometimes unhealthy, and then healthy again. Its figures follow its status.
 */
final class Health implements EventSource {
  private static final String[] COMPONENTS = {
    "gateway",
    "router",
    "scheduler",
    "cache",
    "billing",
    "inference-0",
    "inference-1",
    "inference-2"
  };
  private static final String[] STATUS = {"healthy", "degraded", "unhealthy"};

  /** The chance that a component is worse at its next report, by status. */
  private static final double[] WORSE = {0.01, 0.12, 0};

  /** The chance that a component is better at its next report, by status. */
  private static final double[] BETTER = {0, 0.15, 0.3};

  private final Randomness random;
  private final double intervalSeconds;
  private final int[] status = new int[COMPONENTS.length];
  private int component;
  private double nextSeconds;

  Health(Randomness random, double rate) {
    this.random = random;
    this.intervalSeconds = 1 / rate;
    this.nextSeconds = intervalSeconds * random.uniform();
  }

  @Override
  public double nextSeconds() {
    return nextSeconds;
  }

  @Override
  public Draft next() {
    nextSeconds += intervalSeconds * (0.9 + 0.2 * random.uniform());
    component = (component + 1) % COMPONENTS.length;
    int level = change(status[component]);
    status[component] = level;
    ObjectNode event = Draft.event("system_health", random);
    event.put("component", COMPONENTS[component]).put("status", STATUS[level]);
    event.put("cpu_usage", Draft.rounded(Math.min(100, random.lognormal(30 + 25 * level, 0.15))));
    event.put("memory_usage", Math.rint(random.lognormal(4e9 * (1 + 0.3 * level), 0.05)));
    event.put("active_requests", Math.rint(random.lognormal(40 * (1 + level), 0.3)));
    event.put("queue_depth", Math.rint(random.exponential(2 + 40 * level)));
    event.put("error_rate", Draft.rounded(random.exponential(0.05 + 2 * level)));
    return new Draft(Feed.HEALTH, COMPONENTS[component], event);
  }

  private int change(int level) {
    if (random.chance(WORSE[level])) {
      return level + 1;
    }
    return random.chance(BETTER[level]) ? level - 1 : level;
  }
}

package io.tidemark.benchmarks.workload;

import io.tidemark.benchmarks.workload.Workload.Input;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Event number {@code n} as the JSON of the contract's native form; the same for every run.
 *
 * <p>Events are up to ten seconds out of order; late ones are 125 to 175 seconds behind, that is 5
 * to 55 behind the watermark of their partition: never droppably late, however partitions race.
 */
public final class Traffic {
  /** The key of the events that only close the windows of the others. */
  static final String END = "~end";

  /** How much later than the last event the end is. */
  public static final Duration END_AFTER = Duration.ofHours(25);

  private static final Instant START = Instant.parse("2025-01-06T00:00:00Z");
  private static final long DISORDER = 10_000;
  private static final long EPOCH = Duration.ofMinutes(20).toMillis();
  private static final int COHORTS = 6;
  private static final int USERS = 100_000;
  private static final String[] SERVICES = {"chat", "search", "code", "batch"};

  private final Workload.Input input;

  public Traffic(Input input) {
    this.input = input;
  }

  /** An event, and the text of its key. */
  public record Event(String key, byte[] json) {}

  public Event event(long number) {
    SplittableRandom random = new SplittableRandom(number);
    long inOrder = (long) (number * ((double) input.span().toMillis() / input.events()));
    long behind =
        random.nextDouble() < input.lateShare()
            ? 125_000 + random.nextLong(50_000)
            : random.nextLong(DISORDER);
    Instant time = START.plusMillis(inOrder - behind);
    if (isRequest(number)) {
      int key = random.nextDouble() < input.hotShare() ? 0 : random.nextInt(input.keys());
      int regions = (int) Math.sqrt(input.keys());
      return request(number, time, "model-" + key / regions, "region-" + key % regions, random);
    }
    return feedback(number, time, user(inOrder, random), random);
  }

  private boolean isRequest(long number) {
    return switch (input.kind()) {
      case REQUEST -> true;
      case FEEDBACK -> false;
      case BOTH -> number % 5 != 4;
    };
  }

  /** Pushes the watermark past every window of the events, those of a day too. */
  Event end(int partition) {
    Instant time = START.plus(input.span()).plus(END_AFTER);
    SplittableRandom random = new SplittableRandom(-1 - partition);
    return isRequest(0)
        ? request(-1 - partition, time, END, "none", random)
        : feedback(-1 - partition, time, END, random);
  }

  private static Event request(
      long number, Instant time, String model, String region, SplittableRandom random) {
    long in = 50 + (long) (random.nextDouble() * random.nextDouble() * 8_000);
    long out = 1 + (long) (-Math.log(1 - random.nextDouble()) * 250);
    double first = 150 + random.nextDouble() * 400;
    double latency = Math.min(29_000, first + out * (8 + random.nextDouble() * 8));
    StringBuilder json = new StringBuilder(420);
    start(json, "performance_metrics", number, time);
    json.append(",\"request_id\":\"").append(uuid(~number)).append("\",\"model\":\"").append(model);
    json.append("\",\"provider\":\"anthropic\",\"region\":\"").append(region);
    json.append("\",\"service\":\"").append(SERVICES[random.nextInt(SERVICES.length)]);
    json.append("\",\"latency_ms\":").append(decimals(latency, 1_000));
    json.append(",\"time_to_first_token_ms\":").append(decimals(first, 1_000));
    json.append(",\"input_tokens\":").append(in).append(",\"output_tokens\":").append(out);
    json.append(",\"cost\":").append(decimals(in * 3e-6 + out * 15e-6, 1_000_000));
    if (random.nextInt(5) == 0) {
      json.append(",\"quality_score\":").append(decimals(random.nextDouble(), 1_000));
    }
    if (random.nextInt(100) == 0) {
      json.append(",\"error\":\"rate_limited\"");
    }
    return event(model + "|" + region, json);
  }

  /** Active for twenty minutes, then silent for a hundred: one session in two hours. */
  private String user(long inOrder, SplittableRandom random) {
    long cohort = inOrder / EPOCH % COHORTS;
    return "s-" + (random.nextInt(USERS / COHORTS) * COHORTS + cohort);
  }

  private static Event feedback(
      long number, Instant time, String session, SplittableRandom random) {
    StringBuilder json = new StringBuilder(420);
    start(json, "user_feedback", number, time);
    json.append(",\"session_id\":\"").append(session).append("\",\"user_id\":\"u").append(session);
    json.append("\",\"request_id\":\"").append(uuid(~number)).append('"');
    if (random.nextInt(3) == 0) {
      json.append(",\"rating\":").append(1 + random.nextInt(5)).append(".0");
    }
    if (random.nextInt(2) == 0) {
      json.append(",\"liked\":").append(random.nextBoolean());
    }
    json.append(",\"task_completed\":").append(random.nextInt(10) > 2);
    json.append(",\"response_edited\":").append(random.nextInt(10) == 0);
    json.append(",\"response_regenerated\":").append(random.nextInt(10) == 0);
    json.append(",\"response_saved\":").append(random.nextInt(10) == 0);
    json.append(",\"response_shared\":").append(random.nextInt(50) == 0);
    json.append(",\"dwell_time_seconds\":").append(decimals(random.nextDouble() * 90, 10));
    return event(session, json);
  }

  private static Event event(String key, StringBuilder json) {
    return new Event(key, json.append('}').toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void start(StringBuilder json, String type, long number, Instant time) {
    json.append("{\"type\":\"").append(type).append("\",\"id\":\"").append(uuid(number));
    json.append("\",\"timestamp\":\"").append(time).append('"');
  }

  private static String uuid(long number) {
    SplittableRandom random = new SplittableRandom(number * 31 + 7);
    return new UUID(random.nextLong(), number).toString();
  }

  private static String decimals(double value, int scale) {
    return Double.toString((double) Math.round(value * scale) / scale);
  }
}

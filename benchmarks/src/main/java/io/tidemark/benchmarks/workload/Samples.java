package io.tidemark.benchmarks.workload;

import io.tidemark.benchmarks.workload.Workload.Input;
import io.tidemark.benchmarks.workload.Workload.Kind;
import io.tidemark.pipelines.event.PerformanceMetrics;
import java.util.List;
import java.util.stream.LongStream;

/** A thousand events each, for benchmarks of single steps. */
public final class Samples {
  private static final int EVENTS = 1_000;

  private Samples() {}

  /** Requests as JSON. */
  public static List<byte[]> requests() {
    return json(Kind.REQUEST);
  }

  /** Feedback as JSON. */
  public static List<byte[]> feedback() {
    return json(Kind.FEEDBACK);
  }

  /** Requests, decoded. */
  public static List<PerformanceMetrics> parsedRequests() {
    Parser parser = new Parser();
    return requests().stream().map(parser::parse).map(PerformanceMetrics.class::cast).toList();
  }

  private static List<byte[]> json(Kind kind) {
    Traffic traffic = new Traffic(Input.uniform(kind, EVENTS, 32));
    return LongStream.range(0, EVENTS).mapToObj(number -> traffic.event(number).json()).toList();
  }
}

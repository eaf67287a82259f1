package io.tidemark.pipelines.performance;

import io.tidemark.aggregate.ExactSum;
import java.util.List;

/** The parts of the costs of requests that were computed from prices, each summed exactly. */
record CostSums(ExactSum input, ExactSum cacheRead, ExactSum cacheWrite, ExactSum output) {

  CostSums() {
    this(dollars(), dollars(), dollars(), dollars());
  }

  private static ExactSum dollars() {
    return new ExactSum(PerformanceAccumulator.COST_DECIMALS);
  }

  void add(CostParts parts) {
    input.add(parts.input());
    cacheRead.add(parts.cacheRead());
    cacheWrite.add(parts.cacheWrite());
    output.add(parts.output());
  }

  void mergeWith(CostSums other) {
    input.mergeWith(other.input);
    cacheRead.mergeWith(other.cacheRead);
    cacheWrite.mergeWith(other.cacheWrite);
    output.mergeWith(other.output);
  }

  CostParts sum() {
    return new CostParts(input.sum(), cacheRead.sum(), cacheWrite.sum(), output.sum());
  }

  List<ExactSum> all() {
    return List.of(input, cacheRead, cacheWrite, output);
  }
}

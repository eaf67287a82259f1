package io.tidemark.benchmarks.micro;

import io.tidemark.change.Identity;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The identity of an id of 36 letters, which is computed for every event. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IdentityBenchmark {
  private static final int IDS = 1_024;

  private final String[] ids = new String[IDS];
  private int next;

  public IdentityBenchmark() {
    for (int i = 0; i < IDS; i++) {
      ids[i] = new UUID(i * 0x9e3779b97f4a7c15L, i * 0xc2b2ae3d27d4eb4fL).toString();
    }
  }

  @Benchmark
  public Identity ofText() {
    return Identity.of(ids[next++ & (IDS - 1)]);
  }
}

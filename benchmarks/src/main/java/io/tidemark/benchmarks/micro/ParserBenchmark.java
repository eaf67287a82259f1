package io.tidemark.benchmarks.micro;

import io.tidemark.benchmarks.workload.Samples;
import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.RawRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One record of JSON to an event. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParserBenchmark {
  private final Decoders decoders = Decoders.standard(Decoders.DEFAULT_MAX_RECORD_BYTES);
  private final List<byte[]> requests = Samples.requests();
  private final List<byte[]> feedback = Samples.feedback();
  private int next;

  @Benchmark
  public List<Decoded> request() {
    return decoders.decode(record(requests));
  }

  @Benchmark
  public List<Decoded> feedback() {
    return decoders.decode(record(feedback));
  }

  private RawRecord record(List<byte[]> from) {
    next = (next + 1) % from.size();
    return new RawRecord("perf-metrics", 0, next, -1, Map.of(), from.get(next));
  }
}

package io.tidemark.benchmarks.micro;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tidemark.benchmarks.workload.SpanRequests;
import io.tidemark.pipelines.decode.otlp.OtlpOptions;
import io.tidemark.pipelines.decode.otlp.OtlpReader;
import io.tidemark.pipelines.decode.otlp.OtlpRecord;
import io.tidemark.pipelines.decode.otlp.Signal;
import io.tidemark.pipelines.record.Bytes;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One span of an OTLP export request to its fate, in nanoseconds. {@code generatedClasses} only
 * parses and looks each attribute up by its key, and maps nothing: it is the least that a decoder
 * on them costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OtlpBenchmark {
  private static final int SPANS = 50;

  /** Bytes of prompts and answers that each span has among its attributes. */
  @Param({"0", "2500", "25000"})
  public int messageBytes;

  private final OtlpReader reader = new OtlpReader(Signal.TRACES, OtlpOptions.DEFAULT);
  private byte[] protobuf = {};
  private byte[] json = {};
  private byte[] others = {};

  @Setup
  public void makeRequests() {
    protobuf = SpanRequests.calls(SPANS, messageBytes).toByteArray();
    json = SpanRequests.json(SpanRequests.calls(SPANS, messageBytes));
    others = SpanRequests.others(SPANS).toByteArray();
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public OtlpRecord protobuf() {
    return reader.read(Bytes.of(protobuf));
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public OtlpRecord json() {
    return reader.read(Bytes.of(json));
  }

  /** Spans that are no requests to a model, which are most of what a Collector exports. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public OtlpRecord skipped() {
    return reader.read(Bytes.of(others));
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public void generatedClasses(Blackhole sink) throws InvalidProtocolBufferException {
    ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(protobuf);
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          sink.consume(attributes(span));
          sink.consume(id(span.getTraceId()));
          sink.consume(id(span.getSpanId()));
        }
      }
    }
  }

  private static Map<String, Object> attributes(Span span) {
    Map<String, Object> known = new HashMap<>();
    for (KeyValue attribute : span.getAttributesList()) {
      if (SpanRequests.IS_KNOWN.contains(attribute.getKey())) {
        known.put(attribute.getKey(), attribute.getValue());
      }
    }
    return known;
  }

  private static String id(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}

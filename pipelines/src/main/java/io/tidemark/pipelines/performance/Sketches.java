package io.tidemark.pipelines.performance;

import io.tidemark.aggregate.QuantileSketch;
import io.tidemark.aggregate.QuantileSketchCoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The sketches that percentiles of a window are taken from, as bytes of {@link
 * QuantileSketchCoder}: what percentiles of several windows together are made of. The same values
 * have the same bytes, in whatever order they came. Nobody may change the arrays.
 *
 * <p>With the usual error of 1 %, 10 values take 90 bytes and 32 take 266. Of log-normal latencies
 * with σ = 0.6 (with σ = 1) 100 take some 160 (180), 1,000 take 330 (470), 10,000 take 440 (650).
 *
 * @param latencyMs of latencies in milliseconds; null if no request has one, as are the next two
 * @param ttftMs of times to first token in milliseconds
 * @param timePerOutputTokenMs of times per output token in milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // It has its own equals; a copy of each would cost more.
public record Sketches(
    byte @Nullable [] latencyMs, byte @Nullable [] ttftMs, byte @Nullable [] timePerOutputTokenMs) {

  /** Those of a window that has none. */
  public static final Sketches NONE = new Sketches(null, null, null);

  static Sketches of(PerformanceAccumulator acc) {
    return new Sketches(
        acc.latencySketch.count() == 0 ? null : bytes(acc.latencySketch),
        bytes(acc.details.measures[Measure.TTFT_MS.ordinal()]),
        bytes(acc.details.measures[Measure.TIME_PER_OUTPUT_TOKEN_MS.ordinal()]));
  }

  private static byte @Nullable [] bytes(@Nullable Distribution values) {
    return values == null ? null : bytes(values.sketch);
  }

  private static byte[] bytes(QuantileSketch sketch) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      QuantileSketchCoder.of().encode(sketch, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written to", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Sketches that
        && Arrays.equals(latencyMs, that.latencyMs)
        && Arrays.equals(ttftMs, that.ttftMs)
        && Arrays.equals(timePerOutputTokenMs, that.timePerOutputTokenMs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(latencyMs);
  }

  @Override
  public String toString() {
    return "Sketches(%s, %s, %s)"
        .formatted(size(latencyMs), size(ttftMs), size(timePerOutputTokenMs));
  }

  private static String size(byte @Nullable [] bytes) {
    return bytes == null ? "none" : bytes.length + " bytes";
  }
}

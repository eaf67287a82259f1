package io.tidemark.pipelines.anomaly;

import io.tidemark.encoding.FormatVersion;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes what a {@link RobustBaseline} has learned: a version byte, the counters, the forecast,
 * the spread, then the sustained averages; at most 620 bytes with 15 windows in a length.
 */
final class RobustBaselineCoder extends AtomicCoder<RobustBaseline> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private final WatchedMetric metric;
  private final AnomalyOptions options;

  RobustBaselineCoder(WatchedMetric metric, AnomalyOptions options) {
    this.metric = metric;
    this.options = options;
  }

  @Override
  public void encode(RobustBaseline baseline, OutputStream out) throws IOException {
    DataOutputStream bytes = new DataOutputStream(out);
    bytes.writeByte(VERSION);
    VarInt.encode(baseline.learned(), out);
    bytes.writeLong(baseline.beganMillis());
    bytes.writeLong(baseline.lastMillis());
    encodeForecast(baseline.forecast(), bytes);
    Spread spread = baseline.spread();
    writeFloats(spread.residuals(), bytes);
    bytes.writeFloat(spread.above());
    bytes.writeFloat(spread.below());
    bytes.writeFloat(spread.sustainedAbove());
    bytes.writeFloat(spread.sustainedBelow());
    writeFloats(baseline.sustained(), bytes);
  }

  private static void encodeForecast(Forecast forecast, DataOutputStream bytes) throws IOException {
    if (forecast instanceof PooledRate rate) {
      bytes.writeDouble(rate.failures());
      bytes.writeDouble(rate.requests());
    } else {
      SeasonalLevel level = (SeasonalLevel) forecast;
      bytes.writeDouble(level.level());
      bytes.writeDouble(level.mean());
      writeFloats(level.seasons(), bytes);
      bytes.writeDouble(level.typicalRequests());
      VarInt.encode(level.learned(), bytes);
    }
  }

  @Override
  public RobustBaseline decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "robust baselines");
    DataInputStream bytes = new DataInputStream(in);
    int learned = VarInt.decodeInt(in);
    long began = bytes.readLong();
    long last = bytes.readLong();
    Forecast forecast = decodeForecast(bytes);
    Spread spread =
        new Spread(
            readFloats(bytes),
            bytes.readFloat(),
            bytes.readFloat(),
            bytes.readFloat(),
            bytes.readFloat());
    return new RobustBaseline(
        options.robust(),
        options.steps(),
        metric,
        forecast,
        spread,
        readFloats(bytes),
        learned,
        began,
        last);
  }

  private Forecast decodeForecast(DataInputStream bytes) throws IOException {
    if (metric == WatchedMetric.ERROR_RATE) {
      return new PooledRate(bytes.readDouble(), bytes.readDouble());
    }
    Scale scale = metric == WatchedMetric.THROUGHPUT ? Scale.COUNT : Scale.LOG;
    return new SeasonalLevel(
        scale,
        bytes.readDouble(),
        bytes.readDouble(),
        readFloats(bytes),
        bytes.readDouble(),
        VarInt.decodeInt(bytes));
  }

  private static void writeFloats(float[] values, DataOutputStream out) throws IOException {
    VarInt.encode(values.length, out);
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  private static float[] readFloats(DataInputStream in) throws IOException {
    float[] values = new float[VarInt.decodeInt(in)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }
}

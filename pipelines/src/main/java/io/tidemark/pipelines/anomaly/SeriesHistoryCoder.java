package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.ZScoreBaseline;
import io.tidemark.aggregate.ZScoreBaselineCoder;
import io.tidemark.change.ChangeCoder;
import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.anomaly.SeriesHistory.Judged;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link SeriesHistory} as a version byte, the attempt and what one before it may have
 * judged, the baseline of each metric, then each window with its values and its anomalies.
 */
final class SeriesHistoryCoder extends CustomCoder<SeriesHistory> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 2;
  private static final WatchedMetric[] METRICS = WatchedMetric.values();
  private static final ChangeCoder<Anomaly> CHANGE = ChangeCoder.of(AnomalyCoder.of());
  private static final DoubleCoder DOUBLE = DoubleCoder.of();
  private static final Coder<IntervalWindow> WINDOW = IntervalWindow.getCoder();

  private final AnomalyOptions options;

  SeriesHistoryCoder(AnomalyOptions options) {
    this.options = options;
  }

  @Override
  public void encode(SeriesHistory history, OutputStream out) throws IOException {
    out.write(VERSION);
    VarInt.encode(history.attempt, out);
    VarInt.encode(history.judgedBefore, out);
    for (WatchedMetric metric : METRICS) {
      baselineCoder(metric).encode(history.baselines.get(metric), out);
    }
    VarInt.encode(history.windows.size(), out);
    for (Judged judged : history.windows.values()) {
      WINDOW.encode(judged.window, out);
      encodeMap(judged.values, DOUBLE, out);
      encodeMap(judged.standing, CHANGE, out);
    }
  }

  @Override
  public SeriesHistory decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "histories");
    SeriesHistory history = new SeriesHistory(options);
    history.attempt = VarInt.decodeLong(in);
    history.judgedBefore = VarInt.decodeLong(in);
    for (WatchedMetric metric : METRICS) {
      history.baselines.put(metric, baselineCoder(metric).decode(in));
    }
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      Judged judged = new Judged(WINDOW.decode(in));
      decodeMap(judged.values, DOUBLE, in);
      decodeMap(judged.standing, CHANGE, in);
      history.windows.put(judged.window.end(), judged);
    }
    return history;
  }

  private Coder<ZScoreBaseline> baselineCoder(WatchedMetric metric) {
    return ZScoreBaselineCoder.of(metric.options(options.baseline()));
  }

  private static <T> void encodeMap(Map<WatchedMetric, T> map, Coder<T> coder, OutputStream out)
      throws IOException {
    out.write(map.size());
    for (Map.Entry<WatchedMetric, T> entry : map.entrySet()) {
      out.write(entry.getKey().ordinal());
      coder.encode(entry.getValue(), out);
    }
  }

  private static <T> void decodeMap(Map<WatchedMetric, T> map, Coder<T> coder, InputStream in)
      throws IOException {
    for (int left = in.read(); left > 0; left--) {
      map.put(METRICS[in.read()], coder.decode(in));
    }
  }

  @Override
  public void verifyDeterministic() {}
}

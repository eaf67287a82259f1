package io.tidemark.pipelines.anomaly;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.anomaly.SeriesHistory.Judged;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link SeriesHistory} as a version byte, the attempt and what one before it may have
 * judged, what is known of each metric, each window with its readings, then the incidents that may
 * still change.
 */
final class SeriesHistoryCoder extends CustomCoder<SeriesHistory> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 3;
  private static final WatchedMetric[] METRICS = WatchedMetric.values();
  private static final ChangeCoder<Anomaly> CHANGE = ChangeCoder.of(AnomalyCoder.of());
  private static final Coder<IntervalWindow> WINDOW = IntervalWindow.getCoder();
  private static final InstantCoder TIME = InstantCoder.of();

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
      new WatchCoder(metric, options).encode(history.watches.get(metric), out);
    }
    VarInt.encode(history.windows.size(), out);
    for (Judged judged : history.windows.values()) {
      WINDOW.encode(judged.window, out);
      encodeMap(judged.readings, ScoreCoder.READING, out);
    }
    VarInt.encode(history.standing.size(), out);
    for (var standing : history.standing.entrySet()) {
      TIME.encode(standing.getKey(), out);
      encodeMap(standing.getValue(), CHANGE, out);
    }
  }

  @Override
  public SeriesHistory decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "histories");
    SeriesHistory history = new SeriesHistory(options);
    history.attempt = VarInt.decodeLong(in);
    history.judgedBefore = VarInt.decodeLong(in);
    for (WatchedMetric metric : METRICS) {
      history.watches.put(metric, new WatchCoder(metric, options).decode(in));
    }
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      Judged judged = new Judged(WINDOW.decode(in));
      decodeMap(judged.readings, ScoreCoder.READING, in);
      history.windows.put(judged.window.end(), judged);
    }
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      EnumMap<WatchedMetric, Change<Anomaly>> standing = new EnumMap<>(WatchedMetric.class);
      history.standing.put(TIME.decode(in), standing);
      decodeMap(standing, CHANGE, in);
    }
    return history;
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

package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.ZScoreBaselineCoder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Encodes what a {@link Watch} knows: its baseline, then whether there is an incident, and that.
 * The options are not written but belong to the coder, so a job that is restarted with other
 * thresholds goes on from the same baseline. The format is versioned by what contains it.
 */
final class WatchCoder extends AtomicCoder<Watch> {
  private static final long serialVersionUID = 1;

  private final WatchedMetric metric;
  private final AnomalyOptions options;

  WatchCoder(WatchedMetric metric, AnomalyOptions options) {
    this.metric = metric;
    this.options = options;
  }

  @Override
  public void encode(Watch watch, OutputStream out) throws IOException {
    if (watch.baseline() instanceof RobustBaseline robust) {
      new RobustBaselineCoder(metric, options).encode(robust, out);
    } else {
      zScores().encode(((ZScoreSeries) watch.baseline()).baseline(), out);
    }
    Incident incident = watch.incident();
    out.write(incident == null ? 0 : 1);
    if (incident != null) {
      DataOutputStream bytes = new DataOutputStream(out);
      bytes.writeLong(incident.beganMillis());
      ScoreCoder.SCORE.encode(incident.shown(), out);
      ScoreCoder.SCORE.encode(incident.worst(), out);
      bytes.writeLong(incident.calmMillis());
      bytes.writeBoolean(incident.isOver());
    }
  }

  @Override
  public Watch decode(InputStream in) throws IOException {
    Baseline baseline =
        options.robust() == null
            ? new ZScoreSeries(zScores().decode(in))
            : new RobustBaselineCoder(metric, options).decode(in);
    return new Watch(baseline, incident(in));
  }

  private static @Nullable Incident incident(InputStream in) throws IOException {
    if (in.read() == 0) {
      return null;
    }
    DataInputStream bytes = new DataInputStream(in);
    return new Incident(
        bytes.readLong(),
        ScoreCoder.SCORE.decode(in),
        ScoreCoder.SCORE.decode(in),
        bytes.readLong(),
        bytes.readBoolean());
  }

  private ZScoreBaselineCoder zScores() {
    return ZScoreBaselineCoder.of(metric.options(options.zScore()));
  }
}

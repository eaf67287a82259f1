package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link Score} as its fields in order; the severity by its ordinal and the two
 * conditions as bits of one byte. The format is versioned by what contains it.
 */
final class ScoreCoder extends AtomicCoder<Score> {
  private static final long serialVersionUID = 1;
  private static final DoubleCoder DOUBLE = DoubleCoder.of();
  private static final Severity[] SEVERITIES = Severity.values();
  private static final int JUDGED = 1;
  private static final int SUSTAINED = 2;

  static final ScoreCoder SCORE = new ScoreCoder();

  static final AtomicCoder<Reading> READING = new ReadingCoder();

  private ScoreCoder() {}

  @Override
  public void encode(Score score, OutputStream out) throws IOException {
    READING.encode(score.reading(), out);
    DOUBLE.encode(score.expected(), out);
    DOUBLE.encode(score.deviation(), out);
    DOUBLE.encode(score.z(), out);
    out.write(score.severity().ordinal());
    out.write((score.isJudged() ? JUDGED : 0) | (score.isSustained() ? SUSTAINED : 0));
  }

  @Override
  public Score decode(InputStream in) throws IOException {
    Reading reading = READING.decode(in);
    double expected = DOUBLE.decode(in);
    double deviation = DOUBLE.decode(in);
    double z = DOUBLE.decode(in);
    Severity severity = SEVERITIES[in.read()];
    int bits = in.read();
    return new Score(
        reading, expected, deviation, z, severity, (bits & JUDGED) != 0, (bits & SUSTAINED) != 0);
  }

  private static final class ReadingCoder extends AtomicCoder<Reading> {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(Reading reading, OutputStream out) throws IOException {
      DOUBLE.encode(reading.value(), out);
      VarInt.encode(reading.requests(), out);
      VarInt.encode(reading.count(), out);
    }

    @Override
    public Reading decode(InputStream in) throws IOException {
      return new Reading(DOUBLE.decode(in), VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }
}

package io.tidemark.runners.flink.crash;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.changelog.Changelog;
import io.tidemark.firing.Firing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/** Fixed windows whose accumulators are 4 KiB that do not compress, and whose results are small. */
final class LargeStateJob {

  private LargeStateJob() {}

  static Pipeline create(PipelineOptions options, ReplaySource source, ChangeFiles files) {
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Read", Read.from(source))
        .apply(
            "Total",
            Changelog.<String, Long, Long>perKey(new Wide())
                .into(CrashJob.FIXED, FixedWindows.of(Crowd.SIZE), Firing.onTime()))
        .changes(CrashJob.FIXED)
        .apply("Write", ParDo.of(files.writing(CrashJob.FIXED)));
    return pipeline;
  }

  /** What must stand in the end, by row text. */
  static Map<String, Long> rows(Crowd crowd) {
    Wide wide = new Wide();
    Map<Long, Long> secondRound = new HashMap<>();
    for (long i = crowd.keys() * Crowd.WINDOWS; i < crowd.events(); i++) {
      secondRound.put(crowd.keyOf(i), i);
    }
    Map<String, Long> rows = new TreeMap<>();
    for (long i = 0; i < crowd.keys() * Crowd.WINDOWS; i++) {
      long[] total = wide.add(wide.create(), crowd.value(i), 0);
      long again = secondRound.get(crowd.keyOf(i));
      if (crowd.windowOf(again) == crowd.windowOf(i)) {
        wide.add(total, crowd.value(again), 0);
      }
      IntervalWindow window = Crowd.window(crowd.windowOf(i));
      rows.put(CrashModel.row(CrashJob.FIXED, crowd.key(i), window), wide.finish(total, window));
    }
    return rows;
  }

  /** Many sums, each of other numbers made of the values; the result depends on every one. */
  private static final class Wide implements WindowedCombine<Long, long[], Long> {
    private static final long serialVersionUID = 1;
    private static final int SUMS = 512;

    @Override
    public long[] create() {
      return new long[SUMS];
    }

    @Override
    public long[] add(long[] sums, Long value, long timestampMillis) {
      for (int i = 0; i < SUMS; i++) {
        sums[i] += Script.mix(value + i);
      }
      return sums;
    }

    @Override
    public long[] merge(long[] a, long[] b) {
      for (int i = 0; i < SUMS; i++) {
        a[i] += b[i];
      }
      return a;
    }

    @Override
    public Long finish(long[] sums, IntervalWindow window) {
      long result = 0;
      for (long sum : sums) {
        result = Script.mix(result ^ sum);
      }
      return result;
    }

    @Override
    public Coder<long[]> accumulatorCoder() {
      return new SumsCoder();
    }

    @Override
    public Coder<Long> outputCoder() {
      return VarLongCoder.of();
    }
  }

  private static final class SumsCoder extends AtomicCoder<long[]> {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(long[] sums, OutputStream out) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(Wide.SUMS * Long.BYTES);
      bytes.asLongBuffer().put(sums);
      out.write(bytes.array());
    }

    @Override
    public long[] decode(InputStream in) throws IOException {
      long[] sums = new long[Wide.SUMS];
      ByteBuffer.wrap(in.readNBytes(Wide.SUMS * Long.BYTES)).asLongBuffer().get(sums);
      return sums;
    }
  }
}

package io.tidemark.benchmarks.micro;

import io.tidemark.change.Identity;
import io.tidemark.internal.dedup.Deduplicator;
import io.tidemark.internal.dedup.Fate;
import io.tidemark.internal.dedup.IdBlock;
import io.tidemark.internal.dedup.IdBlockCache;
import io.tidemark.internal.dedup.IdBlockCoder;
import io.tidemark.internal.dedup.IdBlockState;
import io.tidemark.internal.dedup.IdState;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a new id costs if the ids that are held are so many times those that the cache has room for.
 * Blocks in state are bytes, as on disk. The keys are visited in turn, with 100 new ids each.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DuplicatesBenchmark {
  private static final int IDS = 1_000_000;
  private static final int IN_A_VISIT = 100;
  private static final int BYTES_OF_ID = 36;

  @Param({"0.1", "0.5", "1", "2", "5", "10"})
  public double timesTheCache;

  @Param({"1", "1000"})
  public int keys;

  /** Whether event times are in order; if not, they are anywhere in what is held. */
  @Param({"true", "false"})
  public boolean inOrder;

  private IdBlockCache cache;
  private IdState[] ids;
  private Blocks[] blocks;
  private long next;

  /** The blocks of one key, as bytes. */
  private static final class Blocks implements IdBlockState {
    private final Map<Long, byte[]> stored = new HashMap<>();

    @Override
    public IdBlock get(long number) {
      try {
        return CoderUtils.decodeFromByteArray(IdBlockCoder.of(), stored.get(number));
      } catch (CoderException e) {
        throw new IllegalStateException("block " + number + " cannot be read", e);
      }
    }

    @Override
    public void put(long number, IdBlock block) {
      try {
        stored.put(number, CoderUtils.encodeToByteArray(IdBlockCoder.of(), block));
      } catch (CoderException e) {
        throw new IllegalStateException("block " + number + " cannot be written", e);
      }
    }

    @Override
    public void remove(long number) {
      stored.remove(number);
    }
  }

  /** Fills state; half of the cache is for blocks. */
  @Setup
  public void fill() {
    cache = new IdBlockCache((long) (IDS / timesTheCache) * 2 * BYTES_OF_ID);
    ids = new IdState[keys];
    blocks = new Blocks[keys];
    for (int key = 0; key < keys; key++) {
      ids[key] = new IdState();
      blocks[key] = new Blocks();
    }
    next = 0;
    while (next < IDS) {
      newIds();
    }
  }

  /** Visits the next key; what is older than the last million is forgotten. */
  @Benchmark
  @OperationsPerInvocation(IN_A_VISIT)
  public Fate[] newIds() {
    int key = (int) (next / IN_A_VISIT % keys);
    long oldest = next - IDS;
    Deduplicator visit = new Deduplicator(ids[key], blocks[key], cache, oldest);
    visit.forgetBefore(oldest);
    Identity[] batch = new Identity[IN_A_VISIT];
    long[] timestamps = new long[IN_A_VISIT];
    for (int i = 0; i < IN_A_VISIT; i++) {
      long id = next++;
      long scattered = id * 0x9e3779b97f4a7c15L;
      batch[i] = new Identity(scattered, scattered ^ id);
      timestamps[i] = inOrder ? id : oldest + Long.remainderUnsigned(scattered >>> 20, IDS);
    }
    Fate[] fates = visit.addNew(batch, timestamps, new int[IN_A_VISIT]);
    visit.save();
    return fates;
  }
}

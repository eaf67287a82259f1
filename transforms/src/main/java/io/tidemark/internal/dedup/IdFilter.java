package io.tidemark.internal.dedup;

/**
 * Says of an id that is not in a block that it is not, without the block. Of 20,000 such ids it
 * lets one pass. It is a Bloom filter with 24 bits for each id, of which eight are set.
 */
final class IdFilter {
  private static final int BITS_OF_ID = 24;
  private static final int PROBES = 8;

  private final long[] words;

  IdFilter(IdBlock block) {
    words = new long[block.size() * BITS_OF_ID / Long.SIZE + 1];
    for (int i = 0; i < block.size(); i++) {
      long hash = block.hash(i);
      for (int probe = 0; probe < PROBES; probe++) {
        int bit = bit(hash, probe);
        words[bit / Long.SIZE] |= 1L << bit;
      }
    }
  }

  /** Whether the block may have an id of this {@link IdBlock#hash}. */
  boolean mayHave(long hash) {
    for (int probe = 0; probe < PROBES; probe++) {
      int bit = bit(hash, probe);
      if ((words[bit / Long.SIZE] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Spreads 32 bits of the hash, others for each probe, evenly over the bits of the filter. */
  private int bit(long hash, int probe) {
    int step = (int) (hash >>> Integer.SIZE) | 1;
    long spread = Integer.toUnsignedLong((int) hash + probe * step);
    return (int) (spread * words.length * Long.SIZE >>> Integer.SIZE);
  }

  int bytes() {
    return words.length * Long.BYTES;
  }
}

package io.tidemark.pipelines.performance;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once of a dimension with very many values. It counts by the number of bits that their
 * hashes set among 2^16 (linear counting: Whang, Vander-Zanden, Taylor 1990), which takes 8 KB a
 * dimension and some nanoseconds a value.
 */
final class ManyValues implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ManyValues.class);
  private static final int BITS = 1 << 16;

  /** The bits that some 10,000 values set: {@code 2^16 (1 - exp(-10,000 / 2^16))}. */
  private static final int MANY = 9_274;

  private final ArrayList<@Nullable String> names;
  private transient BitSet @Nullable [] seen;
  private transient int @Nullable [] counts;

  /** Watches these dimensions; null for one that is not to be watched. */
  ManyValues(List<@Nullable String> names) {
    this.names = new ArrayList<>(names);
  }

  /** Notes a value of the dimension with this number. */
  void note(int dimension, String value) {
    if (names.get(dimension) == null) {
      return;
    }
    if (seen == null) {
      seen = new BitSet[names.size()];
      Arrays.setAll(seen, i -> new BitSet(BITS));
      counts = new int[names.size()];
    }
    int bit = value.hashCode() * 0x9E3779B1 >>> 16;
    if (!seen[dimension].get(bit)) {
      seen[dimension].set(bit);
      counts[dimension]++;
      if (counts[dimension] == MANY) {
        LOG.warn(
            "dimension {} has some 10,000 values, each with a row in every window of its series:"
                + " name those that matter in --dimensionValues=FILE, or a number of buckets",
            names.get(dimension));
      }
    }
  }

  /** Returns whether a dimension has been warned of. */
  boolean isMany(int dimension) {
    return counts != null && counts[dimension] >= MANY;
  }
}

package io.tidemark.pipelines.event;

/**
 * 64 bits that stand for an event's id, to tell duplicates: MurmurHash64A (Austin Appleby, public
 * domain) over its UTF-16 units, least significant byte first. Four units are hashed at a time, for
 * every event's id is.
 */
public final class EventIdentity {
  private static final long M = 0xc6a4a7935bd1e995L;
  private static final int R = 47;
  private static final int UNITS = Long.BYTES / Character.BYTES;

  private EventIdentity() {}

  public static long of(String id) {
    int length = id.length();
    int whole = length - length % UNITS;
    long hash = (long) length * Character.BYTES * M;
    for (int i = 0; i < whole; i += UNITS) {
      long block = fourUnits(id, i) * M;
      block = (block ^ (block >>> R)) * M;
      hash = (hash ^ block) * M;
    }
    if (whole < length) {
      hash = (hash ^ units(id, whole, length - whole)) * M;
    }
    hash = (hash ^ (hash >>> R)) * M;
    return hash ^ (hash >>> R);
  }

  /** Without a loop: with one, hashing took four times as long within a job as by itself. */
  private static long fourUnits(String id, int from) {
    return id.charAt(from)
        | (long) id.charAt(from + 1) << Character.SIZE
        | (long) id.charAt(from + 2) << 2 * Character.SIZE
        | (long) id.charAt(from + 3) << 3 * Character.SIZE;
  }

  private static long units(String id, int from, int count) {
    long units = 0;
    for (int i = 0; i < count; i++) {
      units |= (long) id.charAt(from + i) << (i * Character.SIZE);
    }
    return units;
  }
}

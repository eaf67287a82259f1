package io.tidemark.pipelines.event;

/**
 * 64 bits that stand for an event's id, to tell duplicates: FNV-1a over its UTF-16 units (Fowler,
 * Noll, Vo; draft-eastlake-fnv), then the finalizer of MurmurHash3, which spreads short ids over
 * all bits.
 */
public final class EventIdentity {

  private EventIdentity() {}

  public static long of(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}

package io.tidemark.pipelines.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * 64 bits that stand for an event's id, to tell duplicates: MurmurHash64A (Austin Appleby, public
 * domain) over its UTF-16 units, least significant byte first. Four units are hashed at a time, for
 * every event's id is.
 */
public final class EventIdentity {
  private static final long M = 0xc6a4a7935bd1e995L;
  private static final int R = 47;
  private static final int UNITS = Long.BYTES / Character.BYTES;
  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private EventIdentity() {}

  /**
   * The identity of an event with this id, which has no half characters (lone surrogates): decoders
   * refuse them.
   */
  public static long of(String id) {
    int length = id.length();
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    boolean isAscii = utf8.length == length;
    int whole = length - length % UNITS;
    long hash = (long) length * Character.BYTES * M;
    for (int i = 0; i < whole; i += UNITS) {
      long block = (isAscii ? fourUnits(utf8, i) : units(id, i, UNITS)) * M;
      block = (block ^ (block >>> R)) * M;
      hash = (hash ^ block) * M;
    }
    if (whole < length) {
      hash = (hash ^ units(id, whole, length - whole)) * M;
    }
    hash = (hash ^ (hash >>> R)) * M;
    return hash ^ (hash >>> R);
  }

  /** Four bytes, each in two. To ask a text for its units one by one takes a third longer. */
  private static long fourUnits(byte[] ascii, int from) {
    long four = Integer.toUnsignedLong((int) FOUR_BYTES.get(ascii, from));
    four = (four | four << Short.SIZE) & 0x0000ffff0000ffffL;
    return (four | four << Byte.SIZE) & 0x00ff00ff00ff00ffL;
  }

  private static long units(String id, int from, int count) {
    long units = 0;
    for (int i = 0; i < count; i++) {
      units |= (long) id.charAt(from + i) << (i * Character.SIZE);
    }
    return units;
  }
}

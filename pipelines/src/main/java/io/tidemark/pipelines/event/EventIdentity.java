package io.tidemark.pipelines.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * 64 bits that stand for the id of an event when duplicates are looked for: MurmurHash64A (Austin
 * Appleby, public domain) of the id's UTF-16 units, least significant byte first. Two different ids
 * of one key that have the same hash are taken for duplicates; for a million ids that happens once
 * in some 37 million keys.
 *
 * <p>Four units are hashed at a time, because this is done for every event.
 */
public final class EventIdentity {
  private static final long M = 0xc6a4a7935bd1e995L;
  private static final int R = 47;
  private static final int UNITS = Long.BYTES / Character.BYTES;
  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private EventIdentity() {}

  /**
   * Returns the identity of an event with this id. The id has no lone surrogates, which decoders
   * refuse: {@code getBytes} would turn them into question marks.
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

  /**
   * Widens four bytes to four 16-bit units. Reading the units of a string one by one takes a third
   * longer.
   */
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

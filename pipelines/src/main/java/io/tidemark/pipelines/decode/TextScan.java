package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.record.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Two facts about a text that let the decoder skip more expensive checks, found in one pass over
 * its bytes, eight at a time: ASCII is valid UTF-8, and JSON without a backslash has no escapes.
 *
 * @param isAscii whether no byte has its high bit set
 * @param hasBackslash whether some byte is a backslash
 */
record TextScan(boolean isAscii, boolean hasBackslash) {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long BACKSLASHES = '\\' * ONES;

  /** Scans these bytes. It is called for every record, so it makes no other object. */
  static TextScan at(Bytes bytes) {
    byte[] text = bytes.array();
    int end = bytes.from() + bytes.length();
    long all = 0;
    long backslashes = 0;
    int at = bytes.from();
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long eight = (long) LONG.get(text, at);
      long different = eight ^ BACKSLASHES;
      all |= eight;
      // A zero byte borrows from its high bit: Anderson, Bit Twiddling Hacks, "haszero".
      backslashes |= (different - ONES) & ~different;
    }
    boolean hasBackslash = (backslashes & HIGH_BITS) != 0;
    for (; at < end; at++) {
      all |= text[at];
      hasBackslash |= text[at] == '\\';
    }
    return new TextScan((all & HIGH_BITS) == 0, hasBackslash);
  }
}

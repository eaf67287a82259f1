package io.tidemark.query.tier;

import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The bytes of rows on disk. Keys sort as {@link RowKey} does, after their stream: a byte of the
 * stream, the start as eight bytes whose order is that of the numbers, key and metric each with a
 * zero after it, and the end likewise. PostgreSQL stores no zero in a text, so no key has one.
 *
 * <p>A value is the version in eight bytes, a byte of the pane, the computation with its length
 * before it, and the JSON. Of a deletion it is the version alone.
 */
final class WarmFormat {
  /** Raised when stored bytes change; a directory of another format is filled anew. */
  static final int VERSION = 1;

  private static final byte NO_PANE = (byte) 0xFF;
  private static final int NO_COMPUTATION = 0xFFFF;
  private static final int TIME = Long.BYTES;

  private WarmFormat() {}

  static byte[] key(Stream stream, RowKey key) {
    byte[] series = key.key().getBytes(StandardCharsets.UTF_8);
    byte[] metric = key.metric().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + 2 * TIME + series.length + metric.length + 2)
        .put((byte) stream.ordinal())
        .putLong(ordered(key.start()))
        .put(series)
        .put((byte) 0)
        .put(metric)
        .put((byte) 0)
        .putLong(ordered(key.end()))
        .array();
  }

  /** Returns what is before every key of the stream whose window starts at this time or later. */
  static byte[] from(Stream stream, long start) {
    return ByteBuffer.allocate(1 + TIME)
        .put((byte) stream.ordinal())
        .putLong(ordered(start))
        .array();
  }

  /** Returns the stream of a key. */
  static Stream stream(byte[] bytes) {
    return Stream.values()[bytes[0]];
  }

  /** Returns the start of the window of a key, without reading the rest of it. */
  static long start(byte[] bytes) {
    return ordered(ByteBuffer.wrap(bytes).getLong(1));
  }

  static RowKey rowKey(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int afterStart = 1 + TIME;
    int series = end(bytes, afterStart);
    int metric = end(bytes, series + 1);
    return new RowKey(
        text(bytes, afterStart, series),
        text(bytes, series + 1, metric),
        ordered(in.getLong(1)),
        ordered(in.getLong(metric + 1)));
  }

  static byte[] value(StoredRow row) {
    byte[] computation =
        row.computation() == null ? null : row.computation().getBytes(StandardCharsets.UTF_8);
    int length = computation == null ? 0 : computation.length;
    ByteBuffer out = ByteBuffer.allocate(TIME + 1 + Short.BYTES + length + row.json().length);
    out.putLong(row.version());
    out.put(row.pane() == null ? NO_PANE : (byte) row.pane().ordinal());
    out.putShort((short) (computation == null ? NO_COMPUTATION : length));
    if (computation != null) {
      out.put(computation);
    }
    return out.put(row.json()).array();
  }

  static byte[] deletion(long version) {
    return ByteBuffer.allocate(TIME).putLong(version).array();
  }

  static long version(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  static boolean isDeletion(byte[] value) {
    return value.length == TIME;
  }

  /** Returns the row of a value; null for a deletion. */
  static @Nullable StoredRow row(Stream stream, RowKey key, byte[] value) {
    if (isDeletion(value)) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(value);
    long version = in.getLong();
    byte pane = in.get();
    int length = Short.toUnsignedInt(in.getShort());
    String computation = null;
    if (length != NO_COMPUTATION) {
      computation = text(value, in.position(), in.position() + length);
      in.position(in.position() + length);
    }
    byte[] json = new byte[in.remaining()];
    in.get(json);
    return new StoredRow(
        stream, key, version, pane == NO_PANE ? null : Pane.values()[pane], computation, json);
  }

  /** Makes the order of bytes that of signed numbers, and back. */
  private static long ordered(long time) {
    return time ^ Long.MIN_VALUE;
  }

  private static int end(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != 0) {
      at++;
    }
    return at;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}

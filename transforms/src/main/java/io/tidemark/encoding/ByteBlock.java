package io.tidemark.encoding;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.beam.sdk.util.VarInt;

/**
 * Bytes in memory that are written to a stream, or read from one, at once. What is coded piece by
 * piece into a runner's stream, or into one of the JDK's with their locks, costs several times as
 * much.
 */
public final class ByteBlock {
  private static final ThreadLocal<ByteBlock> OF_THREAD = ThreadLocal.withInitial(ByteBlock::new);

  /** Bytes that hold 64 bits, seven each. */
  private static final int LONGEST_VAR_LONG = 10;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int end;
  private int position;

  /** Appends to the block. */
  public final OutputStream out = new Output();

  /** Reads what {@link #readFrom} has read. */
  public final InputStream in = new Input();

  private final class Output extends OutputStream implements LongOutput {
    @Override
    public void write(int b) {
      ensure(1);
      bytes[end++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      ensure(length);
      System.arraycopy(from, offset, bytes, end, length);
      end += length;
    }

    @Override
    public void writeLong(long value) {
      ByteBlock.this.writeLong(value);
    }

    @Override
    public void writeVarLong(long value) {
      ByteBlock.this.writeVarLong(value);
    }
  }

  private final class Input extends InputStream implements LongInput {
    @Override
    public int read() {
      return position == end ? -1 : bytes[position++] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (length > 0 && position == end) {
        return -1;
      }
      int read = Math.min(length, end - position);
      System.arraycopy(bytes, position, to, offset, read);
      position += read;
      return read;
    }

    @Override
    public int available() {
      return end - position;
    }

    @Override
    public long readLong() throws EOFException {
      return ByteBlock.this.readLong();
    }

    @Override
    public long readVarLong() throws IOException {
      return ByteBlock.this.readVarLong();
    }
  }

  /** Empty. */
  public ByteBlock() {
    this(new byte[512], 0);
  }

  private ByteBlock(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  /**
   * Goes on behind the first of these bytes in place of its own; they are the block's from now on.
   */
  public void goOnIn(byte[] array, int length) {
    bytes = array;
    end = length;
    position = 0;
  }

  /** Its bytes, of which the first {@link #length} count. */
  public byte[] array() {
    return bytes;
  }

  /** A block of the first of these bytes, to be read from only. */
  public static ByteBlock of(byte[] bytes, int length) {
    return new ByteBlock(bytes, length);
  }

  /**
   * One for each thread, empty: some hundred kilobytes at most, as what is coded by it has at most
   * some thousand parts. A coder that uses it may not be used by another that does.
   */
  public static ByteBlock ofThisThread() {
    ByteBlock block = OF_THREAD.get();
    block.clear();
    return block;
  }

  /** Appends eight bytes. */
  public void writeLong(long value) {
    ensure(Long.BYTES);
    LONG.set(bytes, end, value);
    end += Long.BYTES;
  }

  /** Appends four bytes. */
  public void writeInt(int value) {
    ensure(Integer.BYTES);
    INT.set(bytes, end, value);
    end += Integer.BYTES;
  }

  /** Appends one to ten bytes. */
  public void writeVarLong(long value) {
    ensure(LONGEST_VAR_LONG);
    long left = value;
    while ((left & ~0x7fL) != 0) {
      bytes[end++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[end++] = (byte) left;
  }

  /** Reads what {@link #writeVarLong} has written. */
  public long readVarLong() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position == end) {
        throw new EOFException("a block of " + end + " bytes ends in a number");
      }
      byte next = bytes[position++];
      long bits = next & 0x7fL;
      if (bits << shift >>> shift != bits) {
        break;
      }
      value |= bits << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a block has a number of more than " + Long.SIZE + " bits");
  }

  /** Reads four bytes. */
  public int readInt() throws EOFException {
    return (int) INT.get(bytes, pass(Integer.BYTES, "a number"));
  }

  /** Reads eight bytes. */
  public long readLong() throws EOFException {
    return (long) LONG.get(bytes, pass(Long.BYTES, "a number"));
  }

  /** Reads as many bytes. */
  public byte[] readBytes(int length) throws EOFException {
    int from = pass(length, "bytes");
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** Where the next bytes of something begin, which then have been read. */
  private int pass(int length, String what) throws EOFException {
    if (end - position < length) {
      throw new EOFException("a block of " + end + " bytes ends in " + what);
    }
    int from = position;
    position += length;
    return from;
  }

  public void clear() {
    end = 0;
    position = 0;
  }

  public int length() {
    return end;
  }

  /** Appends another block. */
  public void append(ByteBlock other) throws IOException {
    out.write(other.bytes, 0, other.end);
  }

  /** Whether another block stands here from a place on. */
  public boolean holds(ByteBlock other, int from) {
    return Arrays.equals(bytes, from, from + other.end, other.bytes, 0, other.end);
  }

  /** Writes the length of the block, then the block. */
  public void writeTo(OutputStream to) throws IOException {
    VarInt.encode(end, to);
    to.write(bytes, 0, end);
  }

  /** Replaces the block by one that {@link #writeTo} has written. */
  public void readFrom(InputStream from) throws IOException {
    int length = VarInt.decodeInt(from);
    clear();
    ensure(length);
    end = from.readNBytes(bytes, 0, length);
    if (end < length) {
      throw new EOFException("a block of " + length + " bytes ends after " + end);
    }
  }

  private void ensure(int more) {
    if (end + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + more));
    }
  }
}

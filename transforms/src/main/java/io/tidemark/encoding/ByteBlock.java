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
 * A growing block of bytes in memory, which is written to a stream, or read from one, in one call.
 * Writing many small pieces to a runner's stream directly, or to one of the JDK's streams with
 * their locks, costs several times as much.
 *
 * <p>Bytes are appended by {@link #out} and the {@code write} methods, and read from the start by
 * {@link #in} and the {@code read} methods, which throw an {@link EOFException} if too few bytes
 * are left. A block is not safe for use by several threads.
 */
public final class ByteBlock {
  private static final ThreadLocal<ByteBlock> OF_THREAD = ThreadLocal.withInitial(ByteBlock::new);

  /** The number of bytes that hold 64 bits, seven in each. */
  private static final int LONGEST_VAR_LONG = 10;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int end;
  private int position;

  /** A stream that appends to the block; it need not be flushed or closed. */
  public final OutputStream out = new Output();

  /** A stream that reads the block, from where the last read has ended. */
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

  /** An empty block, with room for 512 bytes at first. */
  public ByteBlock() {
    this(new byte[512], 0);
  }

  private ByteBlock(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  /**
   * Replaces the array of the block by the caller's, and appends after its first {@code length}
   * bytes. The block owns the array from now on, until it needs a larger one: {@link #array} is
   * where the bytes then are.
   */
  public void goOnIn(byte[] array, int length) {
    bytes = array;
    end = length;
    position = 0;
  }

  /**
   * The array that holds the block, not a copy; its first {@link #length} bytes are the block's.
   */
  public byte[] array() {
    return bytes;
  }

  /**
   * A block for reading the first {@code length} bytes of an array, which is not copied. Nothing
   * may be appended to it.
   */
  public static ByteBlock of(byte[] bytes, int length) {
    return new ByteBlock(bytes, length);
  }

  /**
   * The block of this thread, emptied. It keeps the largest array that it has needed, a few hundred
   * kilobytes at most, as callers encode at most some thousand parts with it.
   *
   * <p>There is only one for each thread: a coder must not call another coder that uses it too
   * before it has written the block or read all of it.
   */
  public static ByteBlock ofThisThread() {
    ByteBlock block = OF_THREAD.get();
    block.clear();
    return block;
  }

  /** Appends a number as eight bytes, the most significant first. */
  public void writeLong(long value) {
    ensure(Long.BYTES);
    LONG.set(bytes, end, value);
    end += Long.BYTES;
  }

  /** Appends a number as four bytes, the most significant first. */
  public void writeInt(int value) {
    ensure(Integer.BYTES);
    INT.set(bytes, end, value);
    end += Integer.BYTES;
  }

  /** Appends a number in one to ten bytes, as Beam's {@code VarInt} writes it. */
  public void writeVarLong(long value) {
    ensure(LONGEST_VAR_LONG);
    long left = value;
    while ((left & ~0x7fL) != 0) {
      bytes[end++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[end++] = (byte) left;
  }

  /**
   * Reads a number that {@link #writeVarLong} has written.
   *
   * @throws EOFException if the block ends within the number
   * @throws IOException if the number has more than 64 bits
   */
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

  /** Reads a number that {@link #writeInt} has written. */
  public int readInt() throws EOFException {
    return (int) INT.get(bytes, pass(Integer.BYTES, "a number"));
  }

  /** Reads a number that {@link #writeLong} has written. */
  public long readLong() throws EOFException {
    return (long) LONG.get(bytes, pass(Long.BYTES, "a number"));
  }

  /** Reads {@code length} bytes into an array of their own. */
  public byte[] readBytes(int length) throws EOFException {
    int from = pass(length, "bytes");
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** Moves the position past the next {@code length} bytes, and returns where they begin. */
  private int pass(int length, String what) throws EOFException {
    if (end - position < length) {
      throw new EOFException("a block of " + end + " bytes ends in " + what);
    }
    int from = position;
    position += length;
    return from;
  }

  /** Empties the block; its array is kept. */
  public void clear() {
    end = 0;
    position = 0;
  }

  /** The number of bytes in the block, whether they have been read or not. */
  public int length() {
    return end;
  }

  /** Appends all bytes of another block. */
  public void append(ByteBlock other) throws IOException {
    out.write(other.bytes, 0, other.end);
  }

  /** Whether the bytes of this block from index {@code from} on begin with all of another block. */
  public boolean holds(ByteBlock other, int from) {
    return Arrays.equals(bytes, from, from + other.end, other.bytes, 0, other.end);
  }

  /** Writes the length of the block as a varint, and then its bytes. */
  public void writeTo(OutputStream to) throws IOException {
    VarInt.encode(end, to);
    to.write(bytes, 0, end);
  }

  /**
   * Replaces the content of this block by one that {@link #writeTo} has written.
   *
   * @throws EOFException if the stream ends before its last byte
   */
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

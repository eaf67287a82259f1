package io.tidemark.internal.dedup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.util.VarInt;

/**
 * What is stored with the windows of a key about one of its blocks.
 *
 * @param number drawn at random, so that no other block of any key, attempt or worker has it: a
 *     block in memory under this number is the one in state
 * @param size the number of its ids
 * @param earliest the event time of its earliest element, in milliseconds
 * @param latest the event time of its latest element
 */
record StoredBlock(long number, int size, long earliest, long latest) {

  /** Whether an element at this event time may be in the block. */
  boolean covers(long timestampMillis) {
    return timestampMillis >= earliest && timestampMillis <= latest;
  }

  void encode(OutputStream out) throws IOException {
    VarInt.encode(number, out);
    VarInt.encode(size, out);
    VarInt.encode(latest, out);
    VarInt.encode(latest - earliest, out);
  }

  static StoredBlock decode(InputStream in) throws IOException {
    long number = VarInt.decodeLong(in);
    int size = VarInt.decodeInt(in);
    long latest = VarInt.decodeLong(in);
    return new StoredBlock(number, size, latest - VarInt.decodeLong(in), latest);
  }
}

package io.tidemark.aggregate;

import com.datadoghq.sketch.ddsketch.store.Bin;
import com.datadoghq.sketch.ddsketch.store.Store;
import io.tidemark.encoding.FormatVersion;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link QuantileSketch} as a version byte, the relative error and the count as a varint.
 * Up to 32 values follow as doubles. Of more values follow the minimum, the maximum, the number of
 * zeros, and the negative and the positive bins, each as two varints: its distance from the bin
 * before, and its count.
 */
public final class QuantileSketchCoder extends AtomicCoder<QuantileSketch> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final QuantileSketchCoder INSTANCE = new QuantileSketchCoder();

  private QuantileSketchCoder() {}

  /** The coder, of which there is one. */
  public static QuantileSketchCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(QuantileSketch sketch, OutputStream out) throws IOException {
    DataOutputStream bytes = new DataOutputStream(out);
    bytes.writeByte(VERSION);
    bytes.writeDouble(sketch.relativeError());
    VarInt.encode(sketch.count(), out);
    if (sketch.isExact()) {
      for (double value : sketch.values()) {
        bytes.writeDouble(value);
      }
      return;
    }
    bytes.writeDouble(sketch.min());
    bytes.writeDouble(sketch.max());
    VarInt.encode(sketch.bins().zeros, out);
    encodeStore(sketch.bins().negative, out);
    encodeStore(sketch.bins().positive, out);
  }

  private static void encodeStore(Store store, OutputStream out) throws IOException {
    List<Bin> bins = Bins.list(store);
    VarInt.encode(bins.size(), out);
    int before = 0;
    for (Bin bin : bins) {
      int step = bin.getIndex() - before;
      VarInt.encode((step << 1) ^ (step >> 31), out); // zigzag: the first index may be negative
      VarInt.encode((long) bin.getCount(), out);
      before = bin.getIndex();
    }
  }

  @Override
  public QuantileSketch decode(InputStream in) throws IOException {
    DataInputStream bytes = new DataInputStream(in);
    FormatVersion.check(in, VERSION, "quantile sketches");
    double relativeError = bytes.readDouble();
    long count = VarInt.decodeLong(in);
    if (count <= QuantileSketch.EXACT_UP_TO) {
      QuantileSketch exact = QuantileSketch.create(relativeError);
      for (int i = 0; i < count; i++) {
        exact.add(bytes.readDouble());
      }
      return exact;
    }
    double min = bytes.readDouble();
    double max = bytes.readDouble();
    Bins bins = new Bins(relativeError);
    bins.zeros = VarInt.decodeLong(in);
    decodeStore(bins.negative, in);
    decodeStore(bins.positive, in);
    return QuantileSketch.ofBins(relativeError, bins, count, min, max);
  }

  private static void decodeStore(Store store, InputStream in) throws IOException {
    int size = VarInt.decodeInt(in);
    int index = 0;
    for (int i = 0; i < size; i++) {
      int step = VarInt.decodeInt(in);
      index += (step >>> 1) ^ -(step & 1);
      store.add(index, VarInt.decodeLong(in));
    }
  }
}

package io.tidemark.pipelines.price;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A price table on its way to a worker: its texts in the own format, compressed. */
record StoredPrices(byte[] compressed) implements Serializable {

  static StoredPrices of(List<String> texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      out.writeInt(texts.size());
      for (String text : texts) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new StoredPrices(bytes.toByteArray());
  }

  private Object readResolve() throws IOException {
    List<String> texts = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(compressed)))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        texts.add(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
      }
    }
    return texts.isEmpty() ? PriceTable.NONE : PriceTable.ofTexts(texts);
  }
}

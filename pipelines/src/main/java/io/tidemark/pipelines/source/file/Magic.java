package io.tidemark.pipelines.source.file;

import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.io.Compression;

/** The forms of files that are told by their first bytes. */
final class Magic {
  /** The number of bytes that are needed to tell a form. */
  static final int LENGTH = 16;

  private static final Map<String, Compression> READ = new LinkedHashMap<>();
  private static final Map<String, String> REFUSED = new LinkedHashMap<>();

  static {
    READ.put("1f8b08", Compression.GZIP);
    READ.put("28b52ffd", Compression.ZSTD);
    READ.put("502a4d18", Compression.ZSTD); // a frame that is skipped, as pzstd writes it
    for (int level = 1; level <= 9; level++) {
      READ.put("425a683" + level + "314159265359", Compression.BZIP2);
    }
    String decompress = "; .gz, .zst, .bz2 and plain files are read: decompress it first";
    REFUSED.put("fd377a585a00", "compressed by xz" + decompress);
    REFUSED.put("504b0304", "a zip archive" + decompress);
    REFUSED.put("04224d18", "compressed by lz4" + decompress);
    REFUSED.put("ff060000734e61507059", "compressed by snappy" + decompress);
    String utf8 = "; UTF-8 is needed, as iconv -f %s -t UTF-8 writes it";
    REFUSED.put("fffe0000", "text in UTF-32" + utf8.formatted("UTF-32"));
    REFUSED.put("0000feff", "text in UTF-32" + utf8.formatted("UTF-32"));
    REFUSED.put("fffe", "text in UTF-16" + utf8.formatted("UTF-16"));
    REFUSED.put("feff", "text in UTF-16" + utf8.formatted("UTF-16"));
    REFUSED.put("50415231", "a Parquet file; JSON is needed");
    REFUSED.put("4f626a01", "an Avro file; JSON is needed");
  }

  private Magic() {}

  /**
   * Returns how the file is compressed.
   *
   * @throws IOException if the file is in a form that is not read
   */
  static Compression compression(String file, byte[] first) throws IOException {
    String hex = HexFormat.of().formatHex(first, 0, Math.min(first.length, LENGTH));
    for (Map.Entry<String, String> refused : REFUSED.entrySet()) {
      if (hex.startsWith(refused.getKey())) {
        throw new IOException(file + " is " + refused.getValue());
      }
    }
    for (Map.Entry<String, Compression> read : READ.entrySet()) {
      if (hex.startsWith(read.getKey())) {
        return read.getValue();
      }
    }
    return Compression.UNCOMPRESSED;
  }
}

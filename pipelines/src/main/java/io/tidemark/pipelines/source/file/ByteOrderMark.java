package io.tidemark.pipelines.source.file;

/** The three bytes that some programs write before UTF-8. They are no part of the text. */
final class ByteOrderMark {
  static final int LENGTH = 3;

  private ByteOrderMark() {}

  static boolean isAtStartOf(byte[] bytes) {
    return bytes.length >= LENGTH
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }
}

package io.tidemark.query.http;

import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.row.RowKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where a page ended, and what its query meant: times that were relative, the moment, and the
 * computation stay what they were on the first page. Opaque to clients: base64url.
 *
 * <p>It is not signed. Whoever forges one asks what he could ask anyway.
 *
 * @param filter {@link #filterOf} the parameters that it belongs to
 * @param from inclusive, in milliseconds since the epoch
 * @param to exclusive, in milliseconds since the epoch
 * @param asOfMicros the moment, in microseconds since the epoch; null for what stands
 * @param computation that was asked for; null for all
 * @param last the last row of the page
 */
record Cursor(
    long filter,
    long from,
    long to,
    @Nullable Long asOfMicros,
    @Nullable String computation,
    RowKey last) {

  private static final int VERSION = 1;

  /** Returns a number that tells queries apart, of 64 bits. */
  static long filterOf(String what, Map<String, String> parameters) {
    long hash = 0xcbf29ce484222325L;
    String text = what + new TreeMap<>(parameters);
    for (int i = 0; i < text.length(); i++) {
      // FNV-1a, by characters.
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Returns the text that {@link #parse} reads. */
  String text() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(filter);
      out.writeLong(from);
      out.writeLong(to);
      out.writeBoolean(asOfMicros != null);
      out.writeLong(asOfMicros == null ? 0 : asOfMicros);
      out.writeBoolean(computation != null);
      out.writeUTF(computation == null ? "" : computation);
      out.writeUTF(last.id());
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written to", e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /** Returns the cursor of a text; throws a problem if it is none, or one of another query. */
  static Cursor parse(String text, long filter) {
    Cursor cursor;
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
      if (in.readByte() != VERSION) {
        throw expired(text);
      }
      cursor = read(in);
      if (in.read() >= 0) {
        throw invalid(text);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw invalid(text);
    }
    if (cursor.filter() != filter) {
      throw expired(text);
    }
    return cursor;
  }

  private static Cursor read(DataInputStream in) throws IOException {
    long filter = in.readLong();
    long from = in.readLong();
    long to = in.readLong();
    boolean hasMoment = in.readBoolean();
    long moment = in.readLong();
    boolean hasComputation = in.readBoolean();
    String computation = in.readUTF();
    RowKey last = Ids.parse(in.readUTF()).orElseThrow(() -> new IOException("no key"));
    if (!Ids.isTime(from) || !Ids.isTime(to) || !Ids.isTime(moment / 1000)) {
      throw new IOException("no time");
    }
    return new Cursor(
        filter, from, to, hasMoment ? moment : null, hasComputation ? computation : null, last);
  }

  private static RuntimeException invalid(String text) {
    return Problem.parameter("cursor", text, "page.next of an answer, as it is").exception();
  }

  private static RuntimeException expired(String text) {
    return Problem.parameter(
            ProblemType.CURSOR_EXPIRED,
            "cursor",
            text,
            "page.next of an answer to the same parameters; without a cursor it starts again")
        .exception();
  }
}

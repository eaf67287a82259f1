package io.tidemark.query.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An input that was set aside, without its bytes.
 *
 * @param id {@code topic/partition/offset/step/hash}, or {@code topic/partition/offset#index/…} for
 *     one of several events of a record
 * @param recordedAtMicros since the epoch
 * @param eventTimeMillis since the epoch; null if it could not be read
 * @param topic where it was read from: of a row that the database has refused its table, of a file
 *     its name
 * @param retryCount how often it had been sent again when it was set aside
 * @param bytes how many it has
 */
public record Letter(
    String id,
    long recordedAtMicros,
    String reason,
    String step,
    String error,
    @Nullable Long eventTimeMillis,
    String topic,
    int partition,
    long offset,
    int retryCount,
    String instance,
    long bytes) {

  /** Returns the id as it is in paths: base64url. */
  public String publicId() {
    return publicId(id);
  }

  /** Returns an id as it is in paths: base64url, as it has slashes. */
  public static String publicId(String id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(id.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the id that a public one is for; empty if it is none. */
  public static Optional<String> ofPublicId(String publicId) {
    try {
      byte[] utf8 = Base64.getUrlDecoder().decode(publicId);
      String id = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return id.indexOf('\0') < 0 ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Returns whether the bytes are one of several events of its record, which stand alone. */
  public boolean isPart() {
    String place = topic + "/" + partition + "/" + offset + "#";
    return id.startsWith(place);
  }
}

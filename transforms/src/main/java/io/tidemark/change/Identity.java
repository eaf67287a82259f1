package io.tidemark.change;

import java.nio.charset.StandardCharsets;

/**
 * 128 bits that stand for the id of an element, by which duplicates are found. Two elements of a
 * key are one if they have the same identity and the same event time.
 *
 * <p>Among a million ids that are as if drawn at random, two have the same identity with a
 * probability of 1e-27.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record Identity(long high, long low) {

  /** The identity of an id that is a number. */
  public static Identity of(long id) {
    return new Identity(0, id);
  }

  /**
   * The identity of an id that is a text: the 128-bit SipHash-2-4 of its UTF-8 bytes. Unlike with
   * hashes made for speed alone, no way is known to find two texts with the same one. Lone
   * surrogates count as question marks.
   */
  public static Identity of(String id) {
    return SipHash.of(id.getBytes(StandardCharsets.UTF_8));
  }
}

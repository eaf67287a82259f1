package io.tidemark.pipelines.event;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventIdentityTest {
  private static final BigInteger M = new BigInteger("c6a4a7935bd1e995", 16);
  private static final BigInteger MASK = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  /** By whole numbers that do not overflow, a byte at a time, as its author describes it. */
  @Test
  void isMurmurHash64A() {
    for (String id :
        new String[] {
          "", "a", "abc", "abcd", "abcde", "\u00e4\u4e2d\uffff", "abc\u00e4", "\u4e2d-123", uuid(3)
        }) {
      assertThat(
          id, EventIdentity.of(id), is(murmurHash64A(id.getBytes(StandardCharsets.UTF_16LE))));
    }
  }

  @Test
  void idsThatDifferInACharacterHaveDifferentIdentities() {
    Set<Long> identities = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      identities.add(EventIdentity.of("request-" + i));
      identities.add(EventIdentity.of(uuid(i)));
    }
    assertThat(identities.size(), is(200_000));
  }

  private static String uuid(int seed) {
    Random random = new Random(seed);
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static long murmurHash64A(byte[] bytes) {
    BigInteger hash = times(BigInteger.valueOf(bytes.length), M);
    int at = 0;
    for (; at + 8 <= bytes.length; at += 8) {
      BigInteger block = times(littleEndian(bytes, at, 8), M);
      block = times(block.xor(block.shiftRight(47)), M);
      hash = times(hash.xor(block), M);
    }
    if (at < bytes.length) {
      hash = times(hash.xor(littleEndian(bytes, at, bytes.length - at)), M);
    }
    hash = times(hash.xor(hash.shiftRight(47)), M);
    return hash.xor(hash.shiftRight(47)).longValue();
  }

  private static BigInteger times(BigInteger a, BigInteger b) {
    return a.multiply(b).and(MASK);
  }

  private static BigInteger littleEndian(byte[] bytes, int from, int count) {
    BigInteger value = BigInteger.ZERO;
    for (int i = count - 1; i >= 0; i--) {
      value = value.shiftLeft(8).or(BigInteger.valueOf(bytes[from + i] & 0xff));
    }
    return value;
  }
}

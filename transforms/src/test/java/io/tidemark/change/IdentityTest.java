package io.tidemark.change;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {

  /** The published vectors: the bytes 0, 1, 2 … under the key of the bytes 0 to 15. */
  @ParameterizedTest
  @CsvSource({
    "0,  a3817f04ba25a8e66df67214c7550293",
    "1,  da87c1d86b99af44347659119b22fc45",
    "2,  8177228da4a45dc7fca38bdef60affe4",
    "15, 5493e99933b0a8117e08ec0f97cfc3d9",
  })
  void textsAreHashedAsTheVectorsSay(int length, String hash) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    Identity identity = SipHash.of(bytes);
    ByteBuffer written = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    written.putLong(identity.low()).putLong(identity.high());
    assertThat(HexFormat.of().formatHex(written.array()), is(hash));
  }

  @Test
  void idsThatDifferInOneLetterHaveOtherIdentities() {
    Set<Identity> identities = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      identities.add(Identity.of("request-" + i));
    }
    assertThat(identities.size(), is(100_000));
    assertThat(Identity.of("é"), is(not(Identity.of("e"))));
    assertThat(Identity.of("\0"), is(not(Identity.of(""))));
  }
}

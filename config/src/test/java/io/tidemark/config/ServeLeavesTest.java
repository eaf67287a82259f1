package io.tidemark.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeLeavesTest {

  @Test
  void eachLeafIsOneOption() {
    assertThat(
        ServeLeaves.all().stream().map(leaf -> leaf.path() + " --" + leaf.option()).toList(),
        contains(
            "serve.listen --listen",
            "serve.tokenFile --tokenFile",
            "serve.tlsCertificate --tlsCertificate",
            "serve.tlsKey --tlsKey",
            "serve.hot.maxBytes --hotMaxBytes",
            "serve.hot.maxAge --hotMaxAge",
            "serve.warm.path --warmPath",
            "serve.warm.maxBytes --warmMaxBytes",
            "serve.warm.maxAge --warmMaxAge",
            "serve.cold.maxAge --coldMaxAge"));
  }

  @Test
  void everyDefaultIsAllowed() {
    for (Leaf leaf : ServeLeaves.all()) {
      if (leaf.preset() != null) {
        assertThat(leaf.path(), leaf.values().refusal().apply(leaf.preset()), is(Optional.empty()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "0.0.0.0:1", "[::1]:65535", "localhost:0"})
  void anAddressIsAHostAndAPort(String address) {
    assertThat(refusal(address), is(Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8080", ":8080", "localhost", "localhost:65536", "::1:80", "a b:80"})
  void anythingElseIsNoAddress(String address) {
    assertThat(
        refusal(address),
        is(
            Optional.of(
                "it must be HOST:PORT, such as 127.0.0.1:8080; an address of IPv6 is in"
                    + " brackets")));
  }

  private static Optional<String> refusal(String address) {
    return ServeLeaves.all().get(0).values().refusal().apply(address);
  }
}

package io.tidemark.pipelines.options;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "jdbc:postgresql://h/d?password=hush&ssl=true | jdbc:postgresql://h/d?password=***&ssl=true",
        "--jdbcUrl=jdbc:postgresql://h/d?sslpassword=hush | --jdbcUrl=jdbc:postgresql://h/d?sslpassword=***",
        "jdbc:postgresql://user:hush@h/d | jdbc:postgresql://user:***@h/d",
        "username=\"u\" password=\"hu sh\"; | username=\"u\" password=***;",
        "{\"password\": \"hush\"} | {\"password\": ***}",
        "PASSWORD = hush, next | PASSWORD = ***, next",
        "sasl.oauthbearer.client.secret=hush | sasl.oauthbearer.client.secret=***",
        "--jdbcPasswordFile=/run/p: no such file | --jdbcPasswordFile=/run/p: no such file",
        "FATAL: password authentication failed for user \"x\" | FATAL: password authentication failed for user \"x\"",
        "a wrong password: allowed is another | a wrong password: allowed is another",
        "12 tokens=5 | 12 tokens=***"
      })
  void whatFollowsTheNameOfAPasswordIsMasked(String text, String masked) {
    assertThat(Redaction.of(text), equalTo(masked));
  }

  @Test
  void anOptionThatMayHoldAPasswordIsMaskedInPlace() {
    TidemarkOptions options = PipelineOptionsFactory.as(TidemarkOptions.class);
    Redaction.mask(options, TidemarkOptions.class);
    options.setJdbcUrl("jdbc:postgresql://h/d?user=u&password=hush");
    options.setBootstrapServers("b:9092");
    Redaction.mask(options, TidemarkOptions.class);
    assertThat(options.getJdbcUrl(), equalTo("jdbc:postgresql://h/d?user=u&password=***"));
    assertThat(options.getBootstrapServers(), equalTo("b:9092"));
  }
}

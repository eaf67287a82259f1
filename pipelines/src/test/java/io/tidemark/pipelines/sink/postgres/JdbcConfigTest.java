package io.tidemark.pipelines.sink.postgres;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcConfigTest {

  @Test
  void passwordIsNeverPrinted() {
    JdbcConfig config =
        JdbcConfig.of("jdbc:postgresql://db:5433/t?user=u&password=secret&sslpassword=secret&a=b")
            .withUser("me")
            .withPassword("secret");

    assertThat(
        config.toString(),
        is("jdbc:postgresql://db:5433/t?user=u&password=***&sslpassword=***&a=b as me"));
  }

  @Test
  void urlOfAnotherDatabaseIsRefusedWithoutItsPassword() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> JdbcConfig.of("jdbc:mysql://db/t?password=secret"));

    assertThat(
        refused.getMessage(),
        is(
            "jdbcUrl jdbc:mysql://db/t?password=*** must start with jdbc:postgresql:, as in"
                + " jdbc:postgresql://localhost:5432/tidemark"));
  }

  @Test
  void brokenUrlIsRefusedWithoutItsPassword() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> JdbcConfig.of("jdbc:postgresql://db:port/t?password=secret").dataSource());

    assertThat(
        refused.getMessage(),
        is("jdbcUrl jdbc:postgresql://db:port/t?password=*** is not a PostgreSQL URL"));
  }

  @Test
  void serversAreThoseOfTheUrl() {
    assertThat(
        JdbcConfig.of("jdbc:postgresql://127.0.0.1:5433,127.0.0.2/t").servers(),
        is(
            List.of(
                new InetSocketAddress("127.0.0.1", 5433),
                new InetSocketAddress("127.0.0.2", 5432))));
    assertThat(
        JdbcConfig.of("jdbc:postgresql:t").servers(),
        is(List.of(new InetSocketAddress("localhost", 5432))));
  }

  @Test
  void passwordIsTheFirstLineOfItsFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "s3cret\n");

    assertThat(
        JdbcConfig.of("jdbc:postgresql://db/t")
            .withPasswordFile(file.toString())
            .dataSource()
            .getPassword(),
        is("s3cret"));
  }

  @Test
  void ownTimeOutsGiveWayToThoseOfTheUrl() {
    var defaults = JdbcConfig.of("jdbc:postgresql://db/t").dataSource();
    var own = JdbcConfig.of("jdbc:postgresql://db/t?socketTimeout=5").dataSource();

    assertThat(defaults.getSocketTimeout(), is(60));
    assertThat(defaults.getConnectTimeout(), is(10));
    assertThat(own.getSocketTimeout(), is(5));
  }
}

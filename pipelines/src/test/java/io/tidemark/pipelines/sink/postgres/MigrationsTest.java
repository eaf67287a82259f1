package io.tidemark.pipelines.sink.postgres;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MigrationsTest {

  private static Postgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres = Postgres.migrated();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  private static String refusal(Runnable step) {
    IllegalStateException e = assertThrows(IllegalStateException.class, step::run);
    String message = e.getMessage();
    assertThat(message, message.lines().count(), is(1L));
    return message;
  }

  private static String at(String database) {
    return "jdbc:postgresql://localhost:" + postgres.port() + "/" + database;
  }

  private static JdbcConfig made(String database) throws SQLException {
    postgres.execute("CREATE DATABASE " + database);
    return postgres.config(database);
  }

  @Test
  void theVersionIsThatOfTheNewestMigration() {
    String[] files =
        Path.of(System.getProperty("basedir"), "src/main/resources/db/migration").toFile().list();
    assertThat(
        Arrays.stream(files)
            .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
            .max()
            .getAsInt(),
        is(Migrations.VERSION));
  }

  @Test
  void aDatabaseWithoutTablesIsRefusedWithTheCommand() throws Exception {
    JdbcConfig bare = made("unmigrated");

    assertThat(
        refusal(() -> Migrations.check(bare)),
        is(
            "database "
                + at("unmigrated")
                + " as postgres has no tables of Tidemark: run"
                + " ./tidemark migrate --jdbcUrl="
                + at("unmigrated")
                + " --jdbcUser=postgres"));
  }

  @Test
  void aDatabaseOfAnotherVersionIsRefused() throws Exception {
    JdbcConfig database = made("other_version");
    Migrations.migrate(database);
    Migrations.check(database);
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("DELETE FROM tidemark_schema_history WHERE version = '7'");
      assertThat(
          refusal(() -> Migrations.check(database)),
          is(
              "database "
                  + at("other_version")
                  + " as postgres has schema version 5, this version"
                  + " needs 7: run ./tidemark migrate --jdbcUrl="
                  + at("other_version")
                  + " --jdbcUser=postgres"));
      statement.execute(
          "INSERT INTO tidemark_schema_history SELECT 99, '99', description, type, script, checksum,"
              + " installed_by, now(), 1, true FROM tidemark_schema_history WHERE version = '5'");
      assertThat(
          refusal(() -> Migrations.check(database)),
          is(
              "database "
                  + at("other_version")
                  + " as postgres has schema version 99 of a newer"
                  + " Tidemark, this one writes version 7: use the newer one"));
      assertThat(
          refusal(() -> Migrations.migrate(database)),
          startsWith("database " + at("other_version") + " as postgres"));
    }
  }

  @Test
  void aDatabaseWhoseEncodingLacksCharactersIsRefused() throws Exception {
    postgres.execute(
        "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");

    assertThat(
        refusal(() -> Migrations.migrate(postgres.config("latin"))),
        is(
            "database "
                + at("latin")
                + " as postgres: its encoding lacks characters; CREATE"
                + " DATABASE … ENCODING 'UTF8' TEMPLATE template0: ERROR: character with byte"
                + " sequence 0xe2 0x80 0xa6 in encoding \"UTF8\" has no equivalent in encoding"
                + " \"LATIN1\""));
  }

  @Test
  void everyErrorIsOneSentenceWithoutTheSecret() throws Exception {
    String secret = "S3cr3tMark";
    postgres.execute("CREATE ROLE nobody_here LOGIN");
    for (String url :
        new String[] {
          at("absent") + "?user=postgres&password=" + secret,
          at("postgres") + "?user=absent&password=" + secret,
          "jdbc:postgresql://localhost:1/x?password=" + secret,
          "jdbc:postgresql://no-such-host.invalid/x?sslpassword=" + secret + "&password=" + secret,
        }) {
      assertThat(refusal(() -> Migrations.migrate(url, null, null)), not(containsString(secret)));
      assertThat(refusal(() -> Migrations.check(JdbcConfig.of(url))), not(containsString(secret)));
    }
    made("not_mine");
    postgres.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC");
    assertThat(
        refusal(() -> Migrations.migrate(at("not_mine"), "nobody_here", secret)),
        is(
            "database "
                + at("not_mine")
                + " as nobody_here: role nobody_here lacks a privilege,"
                + " which the owner gives: GRANT USAGE ON SCHEMA public TO nobody_here (to migrate:"
                + " USAGE, CREATE): ERROR: permission denied for schema public"));
  }
}

package io.tidemark.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class JsonLogTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream log =
      JsonLog.to(
          new PrintStream(bytes, true, UTF_8),
          Clock.fixed(Instant.parse("2026-01-05T12:00:00Z"), ZoneOffset.UTC));

  private String printed() {
    return bytes.toString(UTF_8).replace('"', '\'');
  }

  @Test
  void everyLineIsAnObject() {
    log.println("WARN Retry - “PostgreSQL” is away: attempt 1 - next in 100 ms");
    log.println("java.sql.SQLException: away");
    log.println("\tat a.B.c(B.java:1)");
    log.println();
    log.println("INFO EmbeddedJob - stopped");
    assertThat(
        printed(),
        is(
            """
            {'time':'2026-01-05T12:00:00Z','level':'WARN','logger':'Retry','message':'“PostgreSQL” is away: attempt 1 - next in 100 ms'}
            {'time':'2026-01-05T12:00:00Z','level':'WARN','message':'java.sql.SQLException: away'}
            {'time':'2026-01-05T12:00:00Z','level':'WARN','message':'\\tat a.B.c(B.java:1)'}
            {'time':'2026-01-05T12:00:00Z','level':'INFO','logger':'EmbeddedJob','message':'stopped'}
            """));
  }

  @Test
  void whatIsAnObjectAlreadyPasses() {
    log.println("{\"read\":1}");
    assertThat(printed(), is("{'read':1}\n"));
  }
}

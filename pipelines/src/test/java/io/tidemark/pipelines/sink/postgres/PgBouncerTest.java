package io.tidemark.pipelines.sink.postgres;

import static io.tidemark.change.ChangeKind.DELETE;
import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.pipelines.row.Load.MINUTE;
import static io.tidemark.pipelines.row.Load.NOON;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.pipelines.row.Load;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through a PgBouncer that gives each transaction any of its connections. */
class PgBouncerTest {

  @TempDir private Path directory;

  private static Path installed() {
    return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private Process start(Path program, int port, int serverPort) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path settings = directory.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        """
        [databases]
        postgres = host=127.0.0.1 port=%d dbname=postgres user=postgres
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        pool_mode = transaction
        default_pool_size = 2
        """
            .formatted(serverPort, port));
    List<String> command = new ArrayList<>(List.of(program.toString()));
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(settings.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    for (int i = 0; i < 100 && !answers(port); i++) {
      Thread.sleep(100);
    }
    return process;
  }

  private static boolean answers(int port) {
    try (Socket ignored = new Socket("127.0.0.1", port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void writesAndLeavesNoSettingBehind() throws Exception {
    Path program = installed();
    assumeTrue(program != null, "skipped: no pgbouncer is installed");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (Postgres postgres = Postgres.empty()) {
      Process pgbouncer = start(program, port, postgres.port());
      try {
        JdbcConfig pooled =
            JdbcConfig.of("jdbc:postgresql://127.0.0.1:" + port + "/postgres").withUser("postgres");
        // Past PgBouncer: Flyway sets the search_path of its session and leaves it so.
        assertThat(Migrations.migrate(postgres.config()), is(Migrations.VERSION));
        writeAtOnce(pooled);

        assertThat(
            postgres.query("SELECT count(*), min(events), max(events) FROM health_window"),
            contains("120|1|1"));
        try (Connection other = pooled.dataSource().getConnection();
            Statement statement = other.createStatement()) {
          for (int i = 0; i < 10; i++) {
            assertThat(
                Postgres.rows(
                    statement,
                    "SELECT current_setting('enable_seqscan'), current_setting('enable_hashjoin'),"
                        + " current_setting('enable_mergejoin'), current_setting('plan_cache_mode'),"
                        + " current_setting('search_path'),"
                        + " (SELECT count(*) FROM pg_prepared_statements),"
                        + " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')"),
                contains("on|on|on|auto|\"$user\", public|0|0"));
          }
        }
      } finally {
        pgbouncer.destroy();
        pgbouncer.waitFor();
      }
    }
  }

  private static void writeAtOnce(JdbcConfig pooled) throws Exception {
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String component = "c" + t;
      threads.add(
          new Thread(
              () -> {
                try (ConnectionPool.Lease pool = ConnectionPool.lease(pooled)) {
                  RowWriter<Load> writer =
                      new RowWriter<>(
                          Load.TABLE, null, pool::connection, Retry.of(pooled, () -> {}));
                  for (int i = 0; i < 30; i++) {
                    long start = NOON + i * MINUTE;
                    writer.write(List.of(Load.row(component, INSERT, Load.of(9), start, 1)));
                    writer.write(List.of(Load.row(component, DELETE, Load.of(9), start, 2)));
                    writer.write(List.of(Load.row(component, INSERT, Load.of(1), start, 3)));
                  }
                } catch (Exception e) {
                  synchronized (failures) {
                    failures.add(e);
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures, is(List.of()));
  }
}

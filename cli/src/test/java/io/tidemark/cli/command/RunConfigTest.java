package io.tidemark.cli.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.tidemark.runners.launch.MainJob;
import io.tidemark.servers.EmbeddedPostgresql;
import io.tidemark.servers.WorkDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A file over history with the configuration that ships for development. */
class RunConfigTest {
  @TempDir Path directory;

  @Test
  void aBoundedRunHasTheWindowsOfTheFile() throws Exception {
    Path input = directory.resolve("events.jsonl");
    Files.writeString(input, health("10:00:10") + health("10:00:50") + health("10:01:10"));
    StringWriter errors = new StringWriter();
    try (WorkDirectory work = WorkDirectory.create();
        EmbeddedPostgresql postgresql = EmbeddedPostgresql.start(work)) {
      String url = "--jdbcUrl=" + postgresql.jdbcUrl() + "?user=" + postgresql.user();
      CommandLine commands = Tidemark.commands(MainJob::launcher);
      commands.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(errors, true));
      assertThat(commands.execute("migrate", url), is(0));

      Path more = Files.writeString(directory.resolve("more.yaml"), "health: {size: 30s}\n");
      int code =
          commands.execute(
              "run",
              "--runner=direct",
              "--config=" + Path.of("..", "templates", "config", "dev.yaml"),
              "--config=" + more,
              "--input=" + input,
              url);

      assertThat(errors.toString(), is(""));
      assertThat(code, is(0));
      assertThat(windows(postgresql), contains("10:00:00 1", "10:00:30 1", "10:01:00 1"));
    }
  }

  private static String health(String time) {
    return """
        {"type":"system_health","id":"%s","timestamp":"2026-01-05T%sZ","component":"gateway","status":"healthy"}
        """
        .formatted(time, time);
  }

  private static List<String> windows(EmbeddedPostgresql postgresql) throws Exception {
    List<String> windows = new ArrayList<>();
    try (Connection connection = postgresql.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT to_char(window_start AT TIME ZONE 'UTC', 'HH24:MI:SS'), events"
                    + " FROM health_window ORDER BY 1")) {
      while (rows.next()) {
        windows.add(rows.getString(1) + " " + rows.getLong(2));
      }
    }
    return windows;
  }
}

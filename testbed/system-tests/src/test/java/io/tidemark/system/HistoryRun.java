package io.tidemark.system;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.runners.launch.MainJob;
import io.tidemark.runners.launch.PipelineLauncher.RunningJob;
import io.tidemark.runners.launch.Runner;
import io.tidemark.servers.LocalServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The main job over a file of JSON lines, to its end, into a database of its own.
 *
 * @param servers the servers that were used
 * @param name the name of the database
 * @param counters the counters of the pipeline after the end
 * @param seconds how long the job took
 */
record HistoryRun(LocalServers servers, String name, Map<String, Long> counters, double seconds) {

  static HistoryRun of(
      LocalServers servers, String name, Runner runner, Path input, List<String> options)
      throws SQLException, IOException {
    StreamRun.createDatabase(servers, name);
    List<String> arguments = new ArrayList<>(options);
    arguments.removeIf(option -> option.startsWith("--checkpointingInterval"));
    arguments.add("--input=" + input);
    arguments.add("--jdbcUrl=" + StreamRun.jdbcUrl(servers, name));
    arguments.add("--jdbcUser=" + servers.postgresql().user());
    long start = System.nanoTime();
    RunningJob job = MainJob.launcher().launch(runner, arguments);
    assertThat("the job succeeded", job.awaitSuccess(), is(true));
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("HistoryRun: %s on %s in %.1f s%n", name, runner, seconds);
    return new HistoryRun(servers, name, job.counters(), seconds);
  }

  Connection connect() throws SQLException {
    return StreamRun.connect(servers, name);
  }

  Map<String, Map<String, Object>> rows(String table) throws SQLException {
    try (Connection connection = connect()) {
      return TableRows.of(connection, table);
    }
  }
}

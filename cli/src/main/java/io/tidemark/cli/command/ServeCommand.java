package io.tidemark.cli.command;

import io.tidemark.cli.service.QueryProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code tidemark serve}, which is a process without Beam and Flink on its class path. The script
 * starts that one directly; this command does the same for whoever starts this class by itself.
 */
@Command(
    name = "serve",
    mixinStandardHelpOptions = false,
    description = {
      "Answers over HTTP what stands, what stood, and what is final.",
      "",
      "Reads the changelog topics and the tables, never the job.",
      ""
    })
final class ServeCommand implements Callable<Integer> {
  /** It has its own options and its own help. */
  @Unmatched private List<String> options = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    return QueryProcess.run(options);
  }
}

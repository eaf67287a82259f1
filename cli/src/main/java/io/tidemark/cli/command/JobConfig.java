package io.tidemark.cli.command;

import io.tidemark.config.ConfigFiles;
import io.tidemark.runners.launch.EffectiveConfig;
import io.tidemark.runners.launch.JobLeaves;
import io.tidemark.runners.launch.PipelineLauncher;
import io.tidemark.runners.launch.Runner;
import io.tidemark.runners.launch.UsageException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The arguments of a job, of files and the command line. What is wrong is said with the place where
 * it was given, and all of it at once.
 *
 * @param files in which nothing is wrong
 * @param commandLine as the options take it
 * @param arguments both, as one list
 */
record JobConfig(ConfigFiles files, List<String> commandLine, List<String> arguments) {

  /**
   * Returns the arguments.
   *
   * @throws UsageException for all that is wrong by itself
   */
  static JobConfig of(
      ConfigFiles read, List<String> given, PipelineLauncher launcher, Runner runner) {
    List<String> commandLine = read.arguments(Set.of(), given);
    ConfigFiles files = ConfigOption.checked(read, launcher.faults(runner, commandLine));
    return new JobConfig(
        files, commandLine, files.arguments(JobLeaves.options(runner), commandLine));
  }

  /** Returns what {@code use} makes of the arguments; what it refuses is said with its place. */
  <T> T with(Function<List<String>, T> use) {
    try {
      return use.apply(arguments);
    } catch (UsageException e) {
      throw new UsageException(files.placed(e.getMessage(), commandLine), e);
    }
  }

  /** Checks the arguments against one another, and contacts no server. */
  void check(PipelineLauncher launcher, Runner runner) {
    with(
        all -> {
          launcher.check(runner, all);
          return all;
        });
  }

  /** Returns the value of every setting, and where it comes from. */
  EffectiveConfig effective() {
    return EffectiveConfig.of(files, commandLine);
  }
}

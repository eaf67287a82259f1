package io.tidemark.cli.command;

import io.tidemark.config.ConfigFiles;
import io.tidemark.runners.launch.JobLeaves;
import io.tidemark.runners.launch.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The option of every command that takes its options from configuration files, too. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A configuration file in YAML. May be given several times: a later file wins over an"
              + " earlier one, and the command line over all.")
  List<String> files = new ArrayList<>();

  /** Returns the files with what is wrong in them. */
  ConfigFiles read() {
    return ConfigFiles.read(files, JobLeaves.all(), Set.of());
  }

  /**
   * Returns the files, in which nothing is wrong.
   *
   * @param others what else is wrong with the command line
   * @throws UsageException for all that is wrong in the files and beside them
   */
  static ConfigFiles checked(ConfigFiles files, List<String> others) {
    UsageException.throwIfAny(Stream.concat(files.faults().stream(), others.stream()).toList());
    return files;
  }
}

package io.tidemark.query.serve;

import io.tidemark.config.ConfigFiles;
import io.tidemark.config.Leaf;
import io.tidemark.config.Leaves;
import io.tidemark.config.ServeLeaves;
import io.tidemark.config.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * The arguments of a command line with those of its configuration files before them: a later file
 * wins over an earlier one, and the command line over all. Of what is for the job, only the
 * brokers, the database and the topics are read.
 *
 * @param arguments without {@code --config}
 * @param faults what is wrong in the files, each with file and line
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on once.
record ConfiguredArguments(String[] arguments, List<String> faults) {

  private static final Set<String> OF_THE_JOB =
      Set.of(
          "kafka.*",
          "postgres.*",
          "performance.*",
          "feedback.*",
          "health.*",
          "anomaly",
          "history",
          "flink");

  /** Where settings of the job stand that are options here, too, by option. */
  static final Map<String, String> SHARED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("bootstrapServers", "kafka.bootstrapServers"),
              Map.entry("outputTopicPrefix", "kafka.outputTopicPrefix"),
              Map.entry("consumerConfigFile", "kafka.consumerConfigFile"),
              Map.entry("producerConfigFile", "kafka.producerConfigFile"),
              Map.entry("otlpSpansTopic", "kafka.otlpSpansTopic"),
              Map.entry("otlpLogsTopic", "kafka.otlpLogsTopic"),
              Map.entry("performanceTopic", "performance.topic"),
              Map.entry("feedbackTopic", "feedback.topic"),
              Map.entry("healthTopic", "health.topic"),
              Map.entry("jdbcUrl", "postgres.jdbcUrl"),
              Map.entry("jdbcUser", "postgres.jdbcUser"),
              Map.entry("jdbcPasswordFile", "postgres.jdbcPasswordFile")));

  static ConfiguredArguments of(CommandLine command, String[] arguments) {
    List<String> files = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].startsWith("--config=")) {
        files.add(arguments[i].substring("--config=".length()));
      } else if (arguments[i].equals("--config") && i + 1 < arguments.length) {
        files.add(arguments[++i]);
      } else {
        others.add(arguments[i]);
      }
    }
    if (files.isEmpty()) {
      return new ConfiguredArguments(arguments, List.of());
    }
    ConfigFiles read = ConfigFiles.read(files, leaves(), OF_THE_JOB);
    return new ConfiguredArguments(
        read.arguments(options(command), others).toArray(String[]::new), read.faults());
  }

  private static Leaves leaves() {
    List<Leaf> all = new ArrayList<>(ServeLeaves.all());
    SHARED.forEach(
        (option, path) -> all.add(new Leaf(path, option, "As for run.", values(option), null)));
    return Leaves.of(all);
  }

  /** What a text must be is said by the option that it is given to. */
  private static Values values(String option) {
    Values texts = Values.texts("a text", "(?s).*\\S.*");
    return switch (option) {
      case "bootstrapServers" -> texts.asList();
      case "jdbcUrl" -> texts.withoutPassword();
      default -> texts;
    };
  }

  private static Set<String> options(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .flatMap(option -> Arrays.stream(option.names()))
        .map(name -> name.replaceFirst("^-+", ""))
        .collect(Collectors.toSet());
  }
}

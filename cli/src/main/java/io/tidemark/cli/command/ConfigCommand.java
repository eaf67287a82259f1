package io.tidemark.cli.command;

import io.tidemark.config.ConfigFiles;
import io.tidemark.config.Leaf;
import io.tidemark.config.Leaves;
import io.tidemark.runners.launch.EffectiveConfig;
import io.tidemark.runners.launch.EffectiveConfig.Entry;
import io.tidemark.runners.launch.JobLeaves;
import io.tidemark.runners.launch.PipelineLauncher;
import io.tidemark.runners.launch.Runner;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code tidemark config}. */
@Command(
    name = "config",
    description = {
      "Prints the effective configuration: each setting, its value, where it comes from.",
      "",
      "It takes configuration files and options as run does, and those of serve and retention"
          + " besides, checks them as run would, and contacts no server. Where something is wrong"
          + " it says all of it, with file and line, in place of the list.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 if nothing is wrong, otherwise 2.",
      "",
      "Examples:",
      "  tidemark config --config=prod.yaml",
      "  tidemark config --config=prod.yaml --config=eu.yaml --changed",
      "  tidemark config --config=dev.yaml --fixedSize=30s --changed",
      "  tidemark config --config=prod.yaml --arguments"
    })
final class ConfigCommand implements Callable<Integer> {
  /** A longer value pushes the rest of its line to the right, not that of all lines. */
  private static final int WIDEST = 50;

  private final Supplier<PipelineLauncher> launcher;

  @Mixin ConfigOption config;

  @Option(
      names = "--runner",
      paramLabel = "RUNNER",
      defaultValue = "flink",
      description = "The runner that options are checked for. Default: ${DEFAULT-VALUE}.")
  Runner runner;

  @Option(names = "--changed", description = "Print the settings alone that differ from defaults.")
  boolean changed;

  @Option(
      names = "--arguments",
      description =
          "Print in place of the list the arguments that a job on the runner is given, a line each:"
              + " for a Kubernetes resource, or the parameters of the Flex Template.")
  boolean asArguments;

  @Spec CommandSpec spec;

  @Unmatched List<String> arguments = new ArrayList<>();

  ConfigCommand(Supplier<PipelineLauncher> launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    // Dataflow's libraries are not here; of a job's options it has those that all runners have.
    Runner checked = runner == Runner.DATAFLOW ? Runner.DIRECT : runner;
    ConfigFiles read = config.read();
    List<String> others = new ArrayList<>(); // Of commands that are no job.
    List<String> ofJob = new ArrayList<>();
    Leaves leaves = JobLeaves.all();
    Set<String> taken = JobLeaves.options(Runner.FLINK);
    for (String argument : arguments) {
      Optional<Leaf> leaf = leaves.ofOption(name(argument));
      boolean other = leaf.isPresent() && !taken.contains(leaf.get().option());
      (other ? others : ofJob).add(argument);
    }
    List<String> wrong =
        new ArrayList<>(launcher.get().faults(checked, read.arguments(Set.of(), ofJob)));
    others.forEach(argument -> fault(leaves, argument).ifPresent(wrong::add));
    ConfigFiles files = ConfigOption.checked(read, wrong);
    JobConfig job = JobConfig.of(files, ofJob, launcher.get(), checked);
    job.check(launcher.get(), checked);
    if (asArguments) {
      job.arguments().forEach(spec.commandLine().getOut()::println);
    } else {
      print(EffectiveConfig.of(files, arguments));
    }
    return 0;
  }

  private static String name(String argument) {
    return argument.replaceAll("(?s)^--|=.*", "");
  }

  private static Optional<String> fault(Leaves leaves, String argument) {
    Leaf leaf = leaves.ofOption(name(argument)).orElseThrow();
    if (!argument.contains("=")) {
      return Optional.of(argument + ": it must be " + leaf.values().words());
    }
    String value = argument.substring(argument.indexOf('=') + 1);
    return leaf.values().refusal().apply(value).map(refusal -> argument + ": " + refusal);
  }

  private void print(EffectiveConfig effective) {
    List<Entry> shown =
        effective.entries().stream().filter(entry -> entry.changed() || !changed).toList();
    String line =
        "%-"
            + width(shown, entry -> entry.leaf().path())
            + "s  %-"
            + width(shown, Entry::value)
            + "s  %-"
            + width(shown, Entry::from)
            + "s  --%s%n";
    PrintWriter out = spec.commandLine().getOut();
    for (Entry entry : shown) {
      out.printf(line, entry.leaf().path(), entry.value(), entry.from(), entry.leaf().option());
    }
    long differ = effective.entries().stream().filter(Entry::changed).count();
    out.printf(
        "configuration %s: %d of %d settings differ from the defaults%n",
        effective.hash(), differ, effective.entries().size());
    out.flush();
  }

  private static int width(List<Entry> shown, Function<Entry, String> column) {
    int longest = shown.stream().mapToInt(entry -> column.apply(entry).length()).max().orElse(0);
    return Math.min(WIDEST, Math.max(1, longest));
  }
}

package io.tidemark.runners.launch;

import io.tidemark.config.Leaf;
import io.tidemark.config.Leaves;
import io.tidemark.config.ServeLeaves;
import io.tidemark.config.Values;
import io.tidemark.pipelines.options.OptionLeaves;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every leaf of a configuration file: one file is for all commands, and each takes the options that
 * it has.
 */
public final class JobLeaves {
  /** The option of {@code tidemark retention} that {@code history.retention} is. */
  public static final String MAX_AGE = "maxAge";

  private static final List<String> SECTIONS =
      List.of(
          "kafka",
          "postgres",
          "performance",
          "anomaly",
          "feedback",
          "health",
          "history",
          "serve",
          "flink");

  private JobLeaves() {}

  /** Returns all leaves by section and, but for {@code serve}, by name. */
  public static Leaves all() {
    List<Leaf> leaves = new ArrayList<>(OptionLeaves.of(TidemarkOptions.class));
    leaves.addAll(OptionLeaves.of(EmbeddedOptions.class));
    leaves.addAll(FlinkLeaves.all());
    leaves.add(
        new Leaf(
            "history.retention",
            MAX_AGE,
            "How long rows, revisions and dead letters are kept, where tidemark retention is"
                + " called.",
            Values.durations(),
            "90d"));
    leaves.sort(Comparator.comparing(Leaf::path));
    leaves.addAll(ServeLeaves.all());
    leaves.sort(Comparator.comparingInt(leaf -> SECTIONS.indexOf(section(leaf))));
    return Leaves.of(leaves);
  }

  private static String section(Leaf leaf) {
    return leaf.path().substring(0, leaf.path().indexOf('.'));
  }

  /** Returns the names of the options that a job on this runner takes. */
  public static Set<String> options(Runner runner) {
    return ofJob(runner).map(Leaf::option).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Stream<Leaf> ofJob(Runner runner) {
    Stream<Leaf> pipeline = OptionLeaves.of(TidemarkOptions.class).stream();
    return runner == Runner.FLINK
        ? Stream.of(
                pipeline,
                OptionLeaves.of(EmbeddedOptions.class).stream(),
                FlinkLeaves.all().stream())
            .flatMap(leaves -> leaves)
        : pipeline;
  }
}

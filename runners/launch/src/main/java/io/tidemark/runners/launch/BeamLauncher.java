package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.Redaction;
import io.tidemark.pipelines.options.Violations;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Launches a Beam pipeline from command-line arguments. Exceptions of Beam about options become a
 * {@link UsageException} with the option, its value and what is allowed.
 *
 * @param <OptionsT> the options of the pipeline
 */
public final class BeamLauncher<OptionsT extends PipelineOptions> implements PipelineLauncher {
  private static final Pattern WRONG_VALUE =
      Pattern.compile("value of type `([^`]+)` from String \"(.*?)\": ([^\n]*)");

  private final Class<OptionsT> type;
  private final Function<OptionsT, Pipeline> create;
  private final BiConsumer<OptionsT, Boolean> check;
  private final Consumer<OptionsT> together;
  private final Function<OptionsT, @Nullable StateIdentity> identity;

  /**
   * Creates a launcher.
   *
   * @param type the interface of the options
   * @param create makes the pipeline of its options
   * @param check checks what a job needs, given whether it runs in this process, and throws if
   *     something is missing
   */
  public BeamLauncher(
      Class<OptionsT> type,
      Function<OptionsT, Pipeline> create,
      BiConsumer<OptionsT, Boolean> check) {
    this(type, create, check, options -> {}, options -> null);
  }

  /**
   * Creates a launcher of a job that keeps its state on embedded Flink.
   *
   * @param together checks options against one another and the files that they name, contacts
   *     nothing, and throws an {@link IllegalArgumentException} if something is wrong
   * @param identity whose state it is, of the options
   */
  BeamLauncher(
      Class<OptionsT> type,
      Function<OptionsT, Pipeline> create,
      BiConsumer<OptionsT, Boolean> check,
      Consumer<OptionsT> together,
      Function<OptionsT, @Nullable StateIdentity> identity) {
    this.type = type;
    this.create = create;
    this.check = check;
    this.together = together;
    this.identity = identity;
  }

  @Override
  public RunningJob launch(Runner runner, List<String> arguments) {
    OptionsT options = options(runner, arguments);
    Pipeline pipeline = pipeline(options);
    check.accept(options, runner.runsHere(options));
    if (runner == Runner.FLINK && runner.runsHere(options) && EmbeddedFlink.isEndless(pipeline)) {
      StateIdentity known = identity.apply(options);
      Redaction.mask(options, type);
      return EmbeddedFlink.launch(pipeline, options.as(FlinkPipelineOptions.class), known);
    }
    Integer port = options.as(EmbeddedOptions.class).getMetricsPort();
    if (port != null) {
      throw new UsageException(
          "--metricsPort="
              + port
              + " has no effect here: it is for a job over topics on embedded Flink");
    }
    Redaction.mask(options, type);
    boolean detached = runner.prepare(options);
    return new Job(pipeline.run(), detached);
  }

  @Override
  public void describe(Runner runner, PrintStream output) {
    output.print(OptionsHelp.of(type, runner));
  }

  @Override
  public List<String> faults(Runner runner, List<String> arguments) {
    Set<String> faults = new LinkedHashSet<>(new Arguments(type, runner).faults(arguments));
    new Violations()
        .check(arguments, type)
        .check(arguments, EmbeddedOptions.class)
        .lines()
        .forEach(line -> faults.add(Redaction.of(line)));
    return List.copyOf(faults);
  }

  @Override
  public void check(Runner runner, List<String> arguments) {
    OptionsT options = options(runner, arguments);
    try {
      together.accept(options);
    } catch (IllegalArgumentException e) {
      throw new UsageException(Redaction.of(String.valueOf(e.getMessage())), e);
    }
  }

  private OptionsT options(Runner runner, List<String> arguments) {
    List<String> all = new ArrayList<>(runner.arguments());
    all.addAll(arguments);
    UsageException.throwIfAny(faults(runner, arguments));
    try {
      PipelineOptionsFactory.register(type);
      PipelineOptionsFactory.register(EmbeddedOptions.class);
      OptionsT options =
          PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).withValidation().as(type);
      runner.applyProfile(options);
      return options;
    } catch (RuntimeException e) {
      throw new UsageException(explain(e, runner, arguments), e);
    }
  }

  private Pipeline pipeline(OptionsT options) {
    try {
      return create.apply(options);
    } catch (IllegalArgumentException e) {
      throw new UsageException(Redaction.of(String.valueOf(e.getMessage())), e);
    }
  }

  private String explain(RuntimeException e, Runner runner, List<String> arguments) {
    String message = String.valueOf(e.getMessage());
    Matcher wrong = WRONG_VALUE.matcher(message);
    return new Arguments(type, runner)
        .withoutSecrets(wrong.find() ? wrongValue(wrong, arguments) : message, arguments);
  }

  private static String wrongValue(Matcher wrong, List<String> arguments) {
    String value = wrong.group(2);
    String option =
        arguments.stream()
            .filter(a -> a.endsWith("=" + value))
            .map(a -> a.substring(0, a.indexOf('=')))
            .collect(Collectors.joining(" or "));
    String accepted = wrong.group(3);
    String allowed =
        accepted.contains("[")
            ? "allowed are " + accepted.substring(accepted.indexOf('['))
            : "allowed is a value of type " + wrong.group(1);
    return option + " is '" + value + "': " + allowed;
  }

  /**
   * A job that was started. If its embedded cluster is gone, it has ended: because it was
   * cancelled, or by a failure.
   */
  private static final class Job implements RunningJob {
    private final PipelineResult result;
    private final boolean detached;
    private volatile boolean cancelled;

    Job(PipelineResult result, boolean detached) {
      this.result = result;
      this.detached = detached;
    }

    @Override
    public boolean isDetached() {
      return detached;
    }

    @Override
    public boolean awaitSuccess() {
      if (cancelled) {
        return true;
      }
      State state = result.waitUntilFinish();
      return state == State.DONE || state == State.CANCELLED;
    }

    @Override
    public void cancel() {
      cancelled = true;
      try {
        result.cancel();
      } catch (IOException e) {
        throw new IllegalStateException("the job could not be cancelled: " + e.getMessage(), e);
      } catch (IllegalStateException e) {
        // Embedded Flink shuts down with its job, and cannot be asked for its state afterwards.
        if (!String.valueOf(e.getMessage()).contains("already been shut down")) {
          throw e;
        }
      }
    }

    @Override
    public boolean hasFailed() {
      if (cancelled) {
        return false;
      }
      try {
        return result.getState() == State.FAILED;
      } catch (RuntimeException clusterGone) {
        return true;
      }
    }

    @Override
    public Map<String, Long> counters() {
      return OwnCounters.of(result.metrics());
    }
  }
}

package io.tidemark.pipelines.options;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The options whose values are not allowed, collected so that a user is told all of them at once.
 */
public final class Violations {

  private final List<String> lines = new ArrayList<>();

  /** Checks each option that {@code type} declares against its declaration. */
  public <T extends PipelineOptions> Violations check(PipelineOptions options, Class<T> type) {
    T view = options.as(type);
    DeclaredOption.of(type).forEach(option -> option.check(view).ifPresent(lines::add));
    return this;
  }

  /**
   * Checks those of these command-line arguments, {@code --name=value}, that are options which
   * {@code type} declares. Other arguments are left to Beam.
   */
  public Violations check(List<String> arguments, Class<? extends PipelineOptions> type) {
    for (DeclaredOption option : DeclaredOption.of(type)) {
      String start = "--" + option.name() + "=";
      List<String> values =
          arguments.stream()
              .filter(argument -> argument.startsWith(start))
              .map(argument -> argument.substring(start.length()))
              .toList();
      values.forEach(value -> option.check(value).ifPresent(lines::add));
      if (values.size() > 1) {
        lines.add("--" + option.name() + " is given " + values.size() + " times: allowed is once");
      }
    }
    return this;
  }

  /**
   * Adds a violation unless {@code holds}.
   *
   * @param value the option's value; never one that may hold a password
   * @param allowed goes on from {@code --option=value: }
   */
  public Violations require(boolean holds, String option, Object value, String allowed) {
    if (!holds) {
      lines.add("--" + option + "=" + Allowed.plain(value) + ": " + allowed);
    }
    return this;
  }

  /** Returns the violations so far, a sentence each. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * Fails when there are violations: one is the message, several are a line each.
   *
   * @throws IllegalArgumentException naming each option, its value and what is allowed
   */
  public void throwIfAny() {
    if (lines.size() == 1) {
      throw new IllegalArgumentException(lines.get(0));
    }
    if (!lines.isEmpty()) {
      throw new IllegalArgumentException(
          lines.size()
              + " options have values that are not allowed:\n  "
              + String.join("\n  ", lines));
    }
  }
}

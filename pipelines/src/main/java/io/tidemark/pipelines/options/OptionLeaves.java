package io.tidemark.pipelines.options;

import io.tidemark.config.Leaf;
import io.tidemark.config.Values;
import io.tidemark.config.Values.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The leaves of a configuration file that are options of the pipeline, made from their
 * declarations: an option that is added is a leaf at once. A value is checked as on the command
 * line, and a password in a URL is refused besides.
 */
public final class OptionLeaves {
  private OptionLeaves() {}

  /** Returns a leaf for each option that {@code type} itself declares. */
  public static List<Leaf> of(Class<? extends PipelineOptions> type) {
    return DeclaredOption.of(type).stream().map(OptionLeaves::leaf).toList();
  }

  private static Leaf leaf(DeclaredOption option) {
    return new Leaf(
        ConfigSection.path(option.name(), option.group()),
        option.name(),
        option.description(),
        values(option),
        option.preset());
  }

  private static Values values(DeclaredOption option) {
    Allowed allowed = option.allowed();
    Class<?> type = option.getter().getReturnType();
    Values values =
        new Values(
            kind(option, type),
            allowed.words(),
            allowed.pattern(),
            type.isEnum() ? Allowed.names(type.getEnumConstants()) : List.of(),
            value -> refusal(allowed, value),
            normal(option, type),
            UnaryOperator.identity(),
            false);
    return option.secret() ? values.withoutPassword() : values;
  }

  private static Kind kind(DeclaredOption option, Class<?> type) {
    if (type == Boolean.class || type == boolean.class) {
      return Kind.BOOLEAN;
    }
    if (type == Double.class) {
      return Kind.NUMBER;
    }
    if (Number.class.isAssignableFrom(type) || type == int.class) {
      return Kind.WHOLE;
    }
    return option.allowed().placeholder().contains("[,") ? Kind.LIST : Kind.TEXT;
  }

  private static Optional<String> refusal(Allowed allowed, String value) {
    return allowed.accepts().test(value) ? Optional.empty() : Optional.of(allowed.refusal(value));
  }

  private static UnaryOperator<String> normal(DeclaredOption option, Class<?> type) {
    if (option.getter().isAnnotationPresent(DurationRange.class)) {
      return text -> {
        OptionalLong millis = Durations.millis(text);
        return millis.isPresent() ? Durations.text(millis.getAsLong()) : text;
      };
    }
    if (Number.class.isAssignableFrom(type)) {
      return text -> new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
    return option.allowed().placeholder().contains("[,")
        ? text -> String.join(",", text.strip().split(SomeOf.SEPARATOR))
        : UnaryOperator.identity();
  }
}

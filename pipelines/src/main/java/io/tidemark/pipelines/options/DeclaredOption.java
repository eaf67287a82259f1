package io.tidemark.pipelines.options;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An option with all that is declared at its getter. The check of a value, the list of {@code
 * tidemark run --options}, the parameters of the Dataflow template and {@code docs/options.md} are
 * made from this.
 *
 * @param name as it is given on the command line, without the dashes
 * @param description whole sentences; the range and the default are not in them
 * @param allowed the values that it takes
 * @param preset the default as text; null for none
 * @param secret whether a value may hold a password, and so is left out of messages
 * @param getter the method that returns its value
 */
public record DeclaredOption(
    String name,
    OptionGroup group,
    String description,
    Allowed allowed,
    @Nullable String preset,
    boolean secret,
    Method getter) {

  /**
   * The options that {@code type} itself declares, by group and then by name.
   *
   * @throws IllegalStateException when an option declares no description, no group or not what it
   *     takes: {@link Range} for a number, {@link DurationRange}, {@link SomeOf} or {@link Text}
   *     for a text; the types of other options allow a few values only
   */
  public static List<DeclaredOption> of(Class<? extends PipelineOptions> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getParameterCount() == 0 && method.getName().startsWith("get"))
        .map(DeclaredOption::at)
        .sorted(Comparator.comparing(DeclaredOption::group).thenComparing(DeclaredOption::name))
        .toList();
  }

  private static DeclaredOption at(Method getter) {
    String property = getter.getName().substring("get".length());
    String name = Character.toLowerCase(property.charAt(0)) + property.substring(1);
    Text text = getter.getAnnotation(Text.class);
    return new DeclaredOption(
        name,
        declared(getter, Group.class).value(),
        declared(getter, Description.class).value(),
        allowed(getter),
        preset(getter),
        text != null && text.secret(),
        getter);
  }

  private static <A extends Annotation> A declared(Method getter, Class<A> type) {
    A annotation = getter.getAnnotation(type);
    if (annotation == null) {
      throw new IllegalStateException(getter.getName() + " has no @" + type.getSimpleName());
    }
    return annotation;
  }

  private static Allowed allowed(Method getter) {
    Class<?> type = getter.getReturnType();
    if (type == Boolean.class || type == boolean.class) {
      return Allowed.oneOf(List.of("true", "false"));
    }
    if (type.isEnum()) {
      return Allowed.oneOf(Allowed.names(type.getEnumConstants()));
    }
    if (type == Integer.class || type == int.class) {
      return Allowed.numbers(declared(getter, Range.class), true);
    }
    if (type == Double.class) {
      return Allowed.numbers(declared(getter, Range.class), false);
    }
    if (getter.isAnnotationPresent(DurationRange.class)) {
      return Allowed.durations(getter.getAnnotation(DurationRange.class));
    }
    if (getter.isAnnotationPresent(SomeOf.class)) {
      return Allowed.someOf(getter.getAnnotation(SomeOf.class));
    }
    if (getter.isAnnotationPresent(Text.class)) {
      return Allowed.texts(getter.getAnnotation(Text.class));
    }
    throw new IllegalStateException(
        getter.getName() + " has none of @DurationRange, @SomeOf, @Text");
  }

  private static @Nullable String preset(Method getter) {
    for (Annotation annotation : getter.getAnnotations()) {
      if (annotation.annotationType().getEnclosingClass() == Default.class) {
        try {
          Object value = annotation.annotationType().getMethod("value").invoke(annotation);
          return annotation instanceof Default.Enum
              ? constant(getter.getReturnType(), (String) value).toString()
              : Allowed.plain(value);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("default of " + getter.getName(), e);
        }
      }
    }
    return null;
  }

  /** The constant of this name, which its text may not be. */
  private static Object constant(Class<?> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(type.getSimpleName() + " has no " + name));
  }

  /** What is wrong with a value, with the option, the value and what is allowed; empty: nothing. */
  public Optional<String> check(String value) {
    return allowed.accepts().test(value)
        ? Optional.empty()
        : Optional.of("--" + name + "=" + shown(value) + ": " + allowed.refusal(value));
  }

  /** The same for the value that these options hold; one without a default may have none. */
  Optional<String> check(PipelineOptions options) {
    Object value;
    try {
      value = getter.invoke(options);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read --" + name, e);
    }
    return value == null && preset == null ? Optional.empty() : check(Allowed.plain(value));
  }

  private String shown(String value) {
    return secret ? "…" : value;
  }
}

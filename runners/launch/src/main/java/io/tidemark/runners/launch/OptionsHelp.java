package io.tidemark.runners.launch;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tidemark.pipelines.options.DeclaredOption;
import io.tidemark.pipelines.options.OptionGroup;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * The list of {@code tidemark run --options}: each option of the pipeline with what it does, what
 * it takes and its default, as declared; then, shorter, those of Beam and of a runner. Lines are
 * broken between words only and are at most 80 characters, unless a word is longer.
 */
final class OptionsHelp {

  private static final int WIDTH = 80;
  private static final String INDENT = "      ";
  private static final Pattern PROPERTY = Pattern.compile("(get|is)([A-Z].*)");
  private static final Pattern FIRST_SENTENCE = Pattern.compile("^(.*?[.])(\\s+[A-Z].*)?$");

  private final StringBuilder page = new StringBuilder();

  private OptionsHelp() {}

  /** The list for a pipeline of these options on this runner. */
  static String of(Class<? extends PipelineOptions> type, Runner runner) {
    OptionsHelp help = new OptionsHelp();
    help.paragraph(
        "",
        "Options of the pipeline, as --name=value. A duration is a whole number and a unit (ms, s, m,"
            + " h or d), like 90s or 5m. Both ends of a range are allowed.");
    Map<OptionGroup, List<DeclaredOption>> groups =
        DeclaredOption.of(type).stream()
            .collect(
                Collectors.groupingBy(DeclaredOption::group, TreeMap::new, Collectors.toList()));
    if (runner == Runner.FLINK) {
      groups.put(OptionGroup.STATE, DeclaredOption.of(EmbeddedOptions.class));
    }
    groups.forEach(help::group);
    help.page.append("\nBeam and the runner ").append(runner).append("\n");
    help.paragraph(
        "  ",
        "First sentences of Beam's own descriptions, with the defaults that hold here; where Beam"
            + " computes one, none is shown. With --runner=RUNNER before --options, those of"
            + " another runner: "
            + Runner.names()
            + ".");
    if (runner.options() == PipelineOptions.class) {
      help.paragraph("  ", "Those of this runner alone are not on the class path of this command.");
    }
    help.beam(runner);
    return help.page.toString();
  }

  private void group(OptionGroup group, List<DeclaredOption> options) {
    page.append("\n").append(group.title()).append("\n");
    for (DeclaredOption option : options) {
      page.append("\n  --").append(option.name()).append("=");
      page.append(option.allowed().placeholder()).append("\n");
      paragraph(INDENT, option.description());
      paragraph(INDENT, "Allowed: " + option.allowed().words() + ".");
      paragraph(
          INDENT, "Default: " + (option.preset() == null ? "not set" : option.preset()) + ".");
    }
  }

  private void beam(Runner runner) {
    Class<? extends PipelineOptions> type = runner.options();
    PipelineOptions untouched = PipelineOptionsFactory.as(type);
    runner.applyProfile(untouched);
    listed(type)
        .forEach(
            (name, getter) -> {
              page.append("\n  --").append(name).append("\n");
              String preset =
                  value(getter, untouched).map(text -> " Default: " + text + ".").orElse("");
              paragraph(INDENT, (summary(getter) + preset).strip());
            });
  }

  /** Returns the getters of the options of Beam that a user may give, by name. */
  static Map<String, Method> listed(Class<? extends PipelineOptions> type) {
    Map<String, Method> getters = new TreeMap<>();
    for (Method method : type.getMethods()) {
      Matcher property = PROPERTY.matcher(method.getName());
      if (property.matches() && isListed(method)) {
        String name = property.group(2);
        getters.put(Character.toLowerCase(name.charAt(0)) + name.substring(1), method);
      }
    }
    return getters;
  }

  private static boolean isListed(Method getter) {
    return getter.getParameterCount() == 0
        && getter.isAnnotationPresent(Description.class)
        && !getter.isAnnotationPresent(Hidden.class)
        && !getter.isAnnotationPresent(JsonIgnore.class)
        && !getter.getDeclaringClass().isAnnotationPresent(Hidden.class);
  }

  /** Returns the first sentence of an option's description. */
  static String summary(Method getter) {
    String text = getter.getAnnotation(Description.class).value().strip().replaceAll("\\s+", " ");
    Matcher first = FIRST_SENTENCE.matcher(text);
    return first.matches() ? first.group(1) : text + ".";
  }

  /**
   * The value that holds where the option is not given: what Tidemark's profile of the runner has
   * set, or else Beam's default. Nothing where Beam computes the default, which may ask the
   * network.
   */
  static Optional<String> value(Method getter, PipelineOptions untouched) {
    if (getter.isAnnotationPresent(Default.InstanceFactory.class)
        || getter.isAnnotationPresent(Default.Class.class)
        || !isPlain(getter.getReturnType())) {
      return Optional.empty();
    }
    return current(getter, untouched);
  }

  /** The value that an option has now; nothing if it is null or empty. */
  static Optional<String> current(Method getter, PipelineOptions options) {
    Object value;
    try {
      value = getter.invoke(options);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("value of " + getter.getName(), e);
    }
    return Optional.ofNullable(value).map(Object::toString).filter(text -> !text.isEmpty());
  }

  private static boolean isPlain(Class<?> type) {
    return type.isPrimitive()
        || type.isEnum()
        || type == String.class
        || type == Boolean.class
        || Number.class.isAssignableFrom(type);
  }

  private void paragraph(String indent, String text) {
    int column = 0;
    for (String word : Arrays.asList(text.split(" "))) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        page.append("\n");
        column = 0;
      }
      page.append(column == 0 ? indent : " ").append(word);
      column += (column == 0 ? indent.length() : 1) + word.length();
    }
    page.append("\n");
  }
}

package io.tidemark.pinned;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.display.HasDisplayData;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.util.construction.CoderTranslation;
import org.apache.beam.sdk.util.construction.PTransformTranslation;
import org.apache.beam.sdk.util.construction.ParDoTranslation;
import org.apache.beam.sdk.util.construction.RehydratedComponents;
import org.apache.beam.sdk.util.construction.WindowingStrategyTranslation;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * What of a pipeline's portable form is stored with a running job, as text: the names of steps,
 * what kind each is, coders and windowing of what comes out of it, its states and timers. Sorted by
 * name, so that two pipelines of one shape give one text.
 *
 * <pre>
 * Health/Window/MaintainSlices  pardo
 *   out   KvCoder(SeriesKeyCoder, ChangeCoder(HealthStatsCoder))  GlobalWindows
 *   state windows  map EncodedKeyCoder to KeyStateCoder(SlicedStateCoder(...))
 *   timer due  PROCESSING_TIME
 * </pre>
 */
public final class GraphOutline {

  private final RunnerApi.Components components;
  private final RehydratedComponents rehydrated;

  private GraphOutline(RunnerApi.Components components) {
    this.components = components;
    this.rehydrated = RehydratedComponents.forComponents(components);
  }

  /** Of a pipeline in its portable form. */
  public static GraphOutline of(RunnerApi.Pipeline pipeline) {
    return new GraphOutline(pipeline.getComponents());
  }

  /** Every step. */
  public String text() {
    return text(name -> true);
  }

  /** The steps whose names are wanted. */
  public String text(Predicate<String> wanted) {
    Map<String, RunnerApi.PTransform> byName = new TreeMap<>();
    components
        .getTransformsMap()
        .values()
        .forEach(transform -> byName.put(transform.getUniqueName(), transform));
    return byName.values().stream()
        .filter(transform -> !transform.getUniqueName().isEmpty())
        .filter(transform -> wanted.test(transform.getUniqueName()))
        .flatMap(this::lines)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** All coders. */
  public List<Coder<?>> coders() {
    return components.getCodersMap().keySet().stream().<Coder<?>>map(this::coder).toList();
  }

  /** Classes of all coders, the parts of composed ones too. */
  public SortedSet<String> coderClasses() {
    SortedSet<String> classes = new TreeSet<>();
    coders().forEach(coder -> collect(coder, classes));
    return classes;
  }

  /** Classes of the coders that have no form of their own in Beam's model: a Java worker only. */
  public SortedSet<String> javaCoderClasses() {
    SortedSet<String> classes = new TreeSet<>();
    components
        .getCodersMap()
        .forEach(
            (id, coder) -> {
              if (coder.getSpec().getUrn().equals(CoderTranslation.JAVA_SERIALIZED_CODER_URN)) {
                classes.add(coder(id).getClass().getName());
              }
            });
    return classes;
  }

  /** The functions of the steps whose names end so. */
  public List<DoFn<?, ?>> functions(String ending) {
    return components.getTransformsMap().values().stream()
        .filter(transform -> transform.getUniqueName().endsWith(ending))
        .<DoFn<?, ?>>map(transform -> function(payload(transform)))
        .toList();
  }

  private static DoFn<?, ?> function(RunnerApi.ParDoPayload payload) {
    try {
      return ParDoTranslation.getDoFn(payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stream<String> lines(RunnerApi.PTransform transform) {
    RunnerApi.ParDoPayload payload = payload(transform);
    return Stream.of(
            Stream.of(transform.getUniqueName() + kind(transform)),
            outputs(transform),
            new TreeMap<>(payload.getStateSpecsMap())
                .entrySet().stream()
                    .map(entry -> "  state " + entry.getKey() + "  " + state(entry.getValue())),
            new TreeMap<>(payload.getTimerFamilySpecsMap())
                .entrySet().stream()
                    .map(
                        entry ->
                            "  timer "
                                + timer(entry.getKey())
                                + "  "
                                + entry.getValue().getTimeDomain()))
        .flatMap(lines -> lines);
  }

  /** Composites have only a name: what they are is told by their parts. */
  private static String kind(RunnerApi.PTransform transform) {
    String urn = transform.getSpec().getUrn();
    return isComposite(transform) ? "" : "  " + urn.replaceAll("^beam:transform:|:v1$", "");
  }

  private Stream<String> outputs(RunnerApi.PTransform transform) {
    return isComposite(transform)
        ? Stream.empty()
        : transform.getOutputsMap().values().stream().map(this::output).sorted();
  }

  private static boolean isComposite(RunnerApi.PTransform transform) {
    return transform.getSubtransformsCount() > 0;
  }

  private String output(String id) {
    RunnerApi.PCollection collection = components.getPcollectionsOrThrow(id);
    return "  out   "
        + name(coder(collection.getCoderId()))
        + "  "
        + windows(windowing(collection.getWindowingStrategyId()));
  }

  private String state(RunnerApi.StateSpec spec) {
    return switch (spec.getSpecCase()) {
      case READ_MODIFY_WRITE_SPEC -> "value " + name(spec.getReadModifyWriteSpec().getCoderId());
      case BAG_SPEC -> "bag " + name(spec.getBagSpec().getElementCoderId());
      case SET_SPEC -> "set " + name(spec.getSetSpec().getElementCoderId());
      case MAP_SPEC ->
          "map "
              + name(spec.getMapSpec().getKeyCoderId())
              + " to "
              + name(spec.getMapSpec().getValueCoderId());
      default -> spec.getSpecCase().toString();
    };
  }

  /** Beam's prefixes tell a timer from a timer family. */
  private static String timer(String id) {
    return id.startsWith("tfs-") ? id.substring(4) + " (family)" : id.replaceFirst("^ts-", "");
  }

  private static String windows(WindowingStrategy<?, ?> strategy) {
    boolean plain =
        strategy.getWindowFn() instanceof GlobalWindows
            && strategy.getTrigger() instanceof DefaultTrigger
            && strategy.getAllowedLateness().getMillis() == 0;
    if (plain) {
      return "GlobalWindows";
    }
    return strategy.getWindowFn().getClass().getSimpleName()
        + display(strategy.getWindowFn())
        + " "
        + strategy.getTrigger()
        + " "
        + strategy.getMode()
        + " lateness "
        + strategy.getAllowedLateness().getMillis()
        + " ms";
  }

  private static String display(HasDisplayData described) {
    return DisplayData.from(described).items().stream()
        .map(item -> item.getKey() + "=" + item.getValue())
        .sorted()
        .toList()
        .toString();
  }

  private String name(String coderId) {
    return name(coder(coderId));
  }

  private static String name(Coder<?> coder) {
    String own = coder.getClass().getName().replaceFirst(".*[.$]", "");
    List<? extends Coder<?>> parts = coder.getCoderArguments();
    return parts.isEmpty()
        ? own
        : parts.stream().map(GraphOutline::name).collect(Collectors.joining(", ", own + "(", ")"));
  }

  private static void collect(Coder<?> coder, Set<String> classes) {
    classes.add(coder.getClass().getName());
    coder.getCoderArguments().forEach(part -> collect(part, classes));
  }

  private Coder<?> coder(String id) {
    try {
      return rehydrated.getCoder(id);
    } catch (IOException e) {
      throw new UncheckedIOException(id, e);
    }
  }

  private WindowingStrategy<?, ?> windowing(String id) {
    try {
      return WindowingStrategyTranslation.fromProto(
          components.getWindowingStrategiesOrThrow(id), rehydrated);
    } catch (IOException e) {
      throw new UncheckedIOException(id, e);
    }
  }

  private static RunnerApi.ParDoPayload payload(RunnerApi.PTransform transform) {
    if (!transform.getSpec().getUrn().equals(PTransformTranslation.PAR_DO_TRANSFORM_URN)) {
      return RunnerApi.ParDoPayload.getDefaultInstance();
    }
    try {
      return RunnerApi.ParDoPayload.parseFrom(transform.getSpec().getPayload());
    } catch (IOException e) {
      throw new UncheckedIOException(transform.getUniqueName(), e);
    }
  }
}

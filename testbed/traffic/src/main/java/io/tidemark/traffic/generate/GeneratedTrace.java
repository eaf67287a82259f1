package io.tidemark.traffic.generate;

import java.util.ArrayList;
import java.util.List;

/**
 * All records of one run of the generator, in arrival order, with what was injected.
 *
 * @param records in arrival order
 * @param injected the count of each kind among them
 */
public record GeneratedTrace(List<Generated> records, InjectedCounts injected) {

  public GeneratedTrace {
    records = List.copyOf(records);
  }

  /** Everything that a generator with these settings yields. */
  public static GeneratedTrace of(GeneratorSettings settings) {
    Generator generator = new Generator(settings);
    List<Generated> records = new ArrayList<>();
    generator.forEachRemaining(records::add);
    return new GeneratedTrace(records, generator.injected());
  }

  /** The records of one feed, in arrival order. */
  public List<Generated> of(Feed feed) {
    return records.stream().filter(r -> r.feed() == feed).toList();
  }

  /** The records of one kind, in arrival order. */
  public List<Generated> of(Kind kind) {
    return records.stream().filter(r -> r.kind() == kind).toList();
  }
}

package io.tidemark.traffic.generate;

import java.util.ArrayList;
import java.util.List;

/**
 * All records of one run of the generator, with the count of what was injected.
 *
 * @param records in the order of arrival
 * @param injected how many of them are of each kind
 */
public record GeneratedTrace(List<Generated> records, InjectedCounts injected) {

  public GeneratedTrace {
    records = List.copyOf(records);
  }

  /** Returns everything that a generator with these settings makes, which must not be endless. */
  public static GeneratedTrace of(GeneratorSettings settings) {
    Generator generator = new Generator(settings);
    List<Generated> records = new ArrayList<>();
    generator.forEachRemaining(records::add);
    return new GeneratedTrace(records, generator.injected());
  }

  /** Returns the records of one feed, in the order of arrival. */
  public List<Generated> of(Feed feed) {
    return records.stream().filter(r -> r.feed() == feed).toList();
  }

  /** Returns the records of one kind, in the order of arrival. */
  public List<Generated> of(Kind kind) {
    return records.stream().filter(r -> r.kind() == kind).toList();
  }
}

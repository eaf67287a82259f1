package io.tidemark.changelog;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.change.Identity;
import io.tidemark.firing.Firing;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.internal.version.VersionClock;
import io.tidemark.windowing.CappedSessions;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The settings of a {@link Changelog}. Each {@code with} of the changelog makes a copy and changes
 * it before anyone else sees it.
 */
final class ChangelogSettings<V, O> implements Serializable {
  private static final long serialVersionUID = 1;

  /** The aggregate, whose coders are looked up when the coder of the values is known. */
  interface Aggregate<V, O> extends Serializable {
    WindowedCombine<V, ?, O> combine(CoderRegistry registry, Coder<V> valueCoder);
  }

  /** Windows of sessions, and when they fire. */
  record SessionWindowing(CappedSessions windows, Firing firing) implements Serializable {}

  final Aggregate<V, O> aggregate;

  /** The fixed and sliding windows by their names, which share their slices. */
  final LinkedHashMap<String, SlicedWindowOperator.Windowing> sliced = new LinkedHashMap<>();

  /** The sessions by their names. */
  final LinkedHashMap<String, SessionWindowing> sessions = new LinkedHashMap<>();

  SerializableFunction<V, Boolean> critical = value -> false;
  @Nullable SerializableFunction<V, Identity> identity;
  SerializableFunction<V, Integer> content = value -> 0;
  @Nullable SerializableFunction<V, Long> settled;
  Map<String, String> stateSettings = Map.of();
  boolean reemits;
  VersionClock clock = VersionClock.system();

  ChangelogSettings(Aggregate<V, O> aggregate) {
    this.aggregate = aggregate;
  }

  ChangelogSettings(ChangelogSettings<V, O> from) {
    this(from.aggregate);
    sliced.putAll(from.sliced);
    sessions.putAll(from.sessions);
    critical = from.critical;
    identity = from.identity;
    content = from.content;
    settled = from.settled;
    stateSettings = from.stateSettings;
    reemits = from.reemits;
    clock = from.clock;
  }
}

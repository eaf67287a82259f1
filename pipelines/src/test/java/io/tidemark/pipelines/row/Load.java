package io.tidemark.pipelines.row;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.series.SeriesKey;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.joda.time.Instant;

/** A small value and its tables, for tests that care about rows and not about what they mean. */
public record Load(long events, String status, Double cpu) {

  public static final long MINUTE = 60_000;

  /** 2026-01-05T12:00:00Z. */
  public static final long NOON = 1_767_614_400_000L;

  /** Written to {@code health_window}. */
  public static final Table<Load> TABLE =
      Table.<Load>named("health_window", List.of("component"))
          .withKey()
          .withDimension("component")
          .withDimensions()
          .withWindow()
          .withPane()
          .withLong("events", Load::events)
          .withText("status", Load::status)
          .withDouble("cpu_usage_avg", Load::cpu)
          .withUpdatedAt("updated_at")
          .withVersion();

  /** Says when its rows were inserted. */
  public static final Table<Load> DATED =
      Table.<Load>named("load", List.of("component"))
          .withKey()
          .withWindow()
          .withLong("events", Load::events)
          .withInsertedAt("inserted_at");

  /** Written to {@code feedback_session}. */
  public static final Table<Load> SESSIONS =
      Table.<Load>named("feedback_session", List.of("session_id"))
          .withKey()
          .withDimension("session_id")
          .withDimensions()
          .withWindow()
          .withPane()
          .withLong("events", Load::events)
          .withLong("ratings", load -> 0L)
          .withLong("edits", load -> 0L)
          .withLong("regenerations", load -> 0L)
          .withLong("saves", load -> 0L)
          .withLong("shares", load -> 0L)
          .withDouble("dwell_seconds_total", load -> 0.0)
          .withDouble("duration_seconds", load -> 0.0)
          .withUpdatedAt("updated_at")
          .withVersion();

  public static Load of(long events) {
    return new Load(events, "healthy", 0.5);
  }

  /** A change of the one-minute window that starts at {@code start}, pane ON_TIME 0. */
  public static Change<Load> change(ChangeKind kind, Load load, long start, long version) {
    return change(kind, load, start, start + MINUTE, version);
  }

  public static Change<Load> change(
      ChangeKind kind, Load load, long start, long end, long version) {
    IntervalWindow window =
        new IntervalWindow(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end));
    return new Change<>(kind, load, window, Timing.ON_TIME, 0, version);
  }

  public static Row row(String component, ChangeKind kind, Load load, long start, long version) {
    return TABLE.row(Entry.of(SeriesKey.of(component), change(kind, load, start, version)));
  }

  public static Row session(String id, ChangeKind kind, long start, long end, long version) {
    return SESSIONS.row(Entry.of(SeriesKey.of(id), change(kind, Load.of(1), start, end, version)));
  }
}

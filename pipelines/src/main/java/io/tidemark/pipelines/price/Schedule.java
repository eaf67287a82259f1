package io.tidemark.pipelines.price;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The prices of one model over time. */
final class Schedule {
  /** Later ones first; of the same date those for some hours before those for all. */
  private static final Comparator<Tariff> ORDER =
      Comparator.comparingLong(Tariff::fromMillis)
          .reversed()
          .thenComparing(tariff -> tariff.hours() == null);

  private final List<Tariff> tariffs = new ArrayList<>(1);

  /** Adds prices; returns false if there are some from the same date on, for the same hours. */
  boolean add(Tariff tariff) {
    for (Tariff other : tariffs) {
      if (other.fromMillis() == tariff.fromMillis()
          && Objects.equals(other.hours(), tariff.hours())) {
        return false;
      }
    }
    tariffs.add(tariff);
    tariffs.sort(ORDER);
    return true;
  }

  /** Returns the prices that hold at this time, in milliseconds since the epoch; null if none. */
  @Nullable Tariff at(long millis) {
    for (int i = 0; i < tariffs.size(); i++) { // no iterator: this is asked for every event
      if (tariffs.get(i).holdsAt(millis)) {
        return tariffs.get(i);
      }
    }
    return null;
  }
}

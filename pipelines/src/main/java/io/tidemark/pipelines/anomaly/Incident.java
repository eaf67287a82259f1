package io.tidemark.pipelines.anomaly;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An unusual time of one metric, from the first window that was unusual to recovery. It has
 * recovered when, for the length of a window, no window came near the threshold: less than half of
 * it, so that a value at the threshold does not make an incident a minute.
 *
 * <p>While it goes on it shows the window that made it as severe as it is; once it has recovered,
 * the worst one. So its row changes a few times, not every minute.
 *
 * @param beganMillis end of the first unusual window
 * @param shown the score that is shown
 * @param worst the score with the largest {@code |z|}
 * @param calmMillis end of the first window of those that came last and were calm; -1 if the last
 *     was not
 * @param isOver whether it has recovered
 */
record Incident(long beganMillis, Score shown, Score worst, long calmMillis, boolean isOver) {

  /**
   * Returns what an incident is after one more window.
   *
   * @param incident that is going on, or null
   * @param warning the threshold of an unusual {@code |z|}
   * @param sizeMillis the length of a window
   * @return null if there is none
   */
  static @Nullable Incident next(
      @Nullable Incident incident, Score score, long endMillis, double warning, long sizeMillis) {
    if (incident == null || incident.isOver()) {
      return score.isUnusual() ? new Incident(endMillis, score, score, -1, false) : null;
    }
    return score.isUnusual()
        ? incident.with(score)
        : incident.withUsual(score, endMillis, warning, sizeMillis);
  }

  private Incident with(Score score) {
    boolean isMoreSevere = score.severity().compareTo(shown.severity()) > 0;
    boolean isWorse =
        isMoreSevere
            || score.severity() == worst.severity() && Math.abs(score.z()) > Math.abs(worst.z());
    return new Incident(
        beganMillis, isMoreSevere ? score : shown, isWorse ? score : worst, -1, false);
  }

  private Incident withUsual(Score score, long endMillis, double warning, long sizeMillis) {
    // An average of the last hour falls slowly, so it need only be usual.
    double calm = score.isSustained() ? warning : warning / 2;
    if (score.isJudged() && Math.abs(score.z()) >= calm) {
      return new Incident(beganMillis, shown, worst, -1, false);
    }
    long since = calmMillis < 0 ? endMillis : calmMillis;
    return endMillis - since >= sizeMillis
        ? new Incident(beganMillis, worst, worst, since, true)
        : new Incident(beganMillis, shown, worst, since, false);
  }

  /** Returns how long it has lasted at this time, in milliseconds. */
  long millisAt(long endMillis) {
    return endMillis - beganMillis;
  }
}

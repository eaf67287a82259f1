package io.tidemark.pipelines.options;

/** How it is found out what is unusual for a series. */
public enum AnomalyMethod {
  /** By robust forecasts that know the hour of the day, and how much evidence a window has. */
  ROBUST,
  /** By a z-score against a running mean and variance of all windows. */
  ZSCORE
}

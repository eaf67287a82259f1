/**
 * Which series does a row belong to? {@link io.tidemark.pipelines.series.SeriesKey} holds the
 * values of its dimensions and is the key of every windowing.
 *
 * <p>Beside it are the small pieces that the statistics of all streams share: null in place of what
 * is undefined, the length of a window in seconds, and the version byte that begins every stored
 * form.
 */
package io.tidemark.pipelines.series;

/**
 * How is the value of a key and window corrected after it was emitted? Every pane that replaces
 * another withdraws it first.
 *
 * <p>{@link io.tidemark.changelog.Changelog} aggregates values in windows and emits the changes;
 * {@link io.tidemark.changelog.PaneChangelog} makes changes of the panes of any Beam aggregation;
 * {@link io.tidemark.changelog.Consolidate} applies changes, to keep the current values or to add
 * them up.
 */
package io.tidemark.changelog;

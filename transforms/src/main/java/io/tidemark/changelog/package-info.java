/**
 * How a value of a key and window may change its mind in public: every pane that replaces another
 * first withdraws it.
 *
 * <p>{@link io.tidemark.changelog.Changelog} computes windows and their changes; {@link
 * io.tidemark.changelog.PaneChangelog} makes changes of the panes of any Beam aggregation; {@link
 * io.tidemark.changelog.Consolidate} applies changes, to see what stands or to aggregate it again.
 */
package io.tidemark.changelog;

/**
 * Which changes do the panes make that Beam's own windows and triggers have fired?
 *
 * <p>{@link io.tidemark.internal.panes.StandingPanes} keeps the current panes of one key, and
 * {@link io.tidemark.internal.panes.PaneRetention} determines for how long. Not API.
 */
package io.tidemark.internal.panes;

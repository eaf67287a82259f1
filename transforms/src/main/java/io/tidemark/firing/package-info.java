/**
 * When does a window emit a pane, and until when may it be revised?
 *
 * <p>{@link io.tidemark.firing.Firing} answers both in one immutable value: early and late panes by
 * interval, by count or by both ({@link io.tidemark.firing.Cadence}), the pane on time, panes at
 * once for critical elements, and the allowed lateness.
 */
package io.tidemark.firing;

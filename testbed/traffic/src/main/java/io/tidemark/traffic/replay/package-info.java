/**
 * Recorded traces as events. What a trace does not hold is derived by a stated rule, named in the
 * event's {@code metadata.derived}, and announced before the first event: nothing invented is shown
 * as recorded.
 */
package io.tidemark.traffic.replay;

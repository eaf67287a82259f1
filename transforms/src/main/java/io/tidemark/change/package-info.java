/**
 * What becomes of elements that come after the last window that would have taken them: they leave
 * as {@link io.tidemark.change.LateElement}, untouched, with the watermark that they missed.
 *
 * <p>A window takes elements while {@code window.maxTimestamp + allowedLateness >= watermark}.
 */
package io.tidemark.change;

package io.tidemark.change;

import java.util.List;

/**
 * An element that came too late for every window that it belongs to in at least one windowing: each
 * of them had expired when it arrived.
 *
 * @param value the element, unchanged
 * @param timestampMillis its event time, in milliseconds since the epoch
 * @param watermarkMillis the watermark when it arrived
 * @param missed the names of the windowings that did not take it
 */
public record LateElement<V>(
    V value, long timestampMillis, long watermarkMillis, List<String> missed) {}

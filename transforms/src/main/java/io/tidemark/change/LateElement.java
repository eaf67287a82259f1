package io.tidemark.change;

import java.util.List;

/**
 * An element that is droppably late in at least one windowing: all windows that it belongs to there
 * had expired when it arrived. Other windowings may have aggregated it. Fixed and sliding windows
 * share one late element, while each windowing into sessions emits its own.
 *
 * @param <V> the type of the element
 * @param value the element, unchanged
 * @param timestampMillis its event time, in milliseconds since the epoch
 * @param watermarkMillis the watermark when it arrived, in milliseconds since the epoch
 * @param missed the names of the windowings in which it is droppably late
 */
public record LateElement<V>(
    V value, long timestampMillis, long watermarkMillis, List<String> missed) {}

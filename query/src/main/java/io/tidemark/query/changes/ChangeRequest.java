package io.tidemark.query.changes;

import io.tidemark.query.feed.Position;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a subscriber asks for.
 *
 * @param snapshot whether to begin with the rows that stand
 * @param throttleMillis changes of a row within so long are composed; 0 sends each one
 * @param after what he has had; null to begin now
 * @param waitMillis of a long poll, the longest time without an answer
 */
record ChangeRequest(
    ChangeFilter filter,
    EventFormat format,
    boolean snapshot,
    long throttleMillis,
    @Nullable Position after,
    long waitMillis) {}

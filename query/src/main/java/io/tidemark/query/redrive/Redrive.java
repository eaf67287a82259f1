package io.tidemark.query.redrive;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A redrive, as far as it is.
 *
 * @param state {@code running}, {@code done}, {@code cancelled} or {@code failed}
 * @param items how many letters are {@code waiting}, {@code published}, {@code gone} or {@code
 *     failed}
 * @param error what is in its way; null for nothing
 * @param endedAtMicros since the epoch; null while it runs
 */
record Redrive(
    String id,
    String state,
    String requestedBy,
    @Nullable String note,
    int ratePerSecond,
    Map<String, Long> items,
    @Nullable String error,
    long createdAtMicros,
    @Nullable Long endedAtMicros) {}

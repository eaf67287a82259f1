package io.tidemark.query.changes;

import io.tidemark.query.feed.FeedStatus;
import io.tidemark.query.progress.ProgressView;
import java.util.function.Supplier;

/**
 * What subscribers are served from.
 *
 * @param standing the hot tier
 * @param status of the feed
 */
record Sources(
    RecentChanges recent,
    Standing standing,
    ProgressView progress,
    Supplier<FeedStatus> status,
    CatchUps catchUps) {}

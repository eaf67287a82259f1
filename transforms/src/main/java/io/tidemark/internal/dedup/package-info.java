/**
 * Has an element with this id been aggregated in the windows that its key keeps?
 *
 * <p>A {@link io.tidemark.internal.dedup.Deduplicator} answers for one visit of one key. The few
 * ids of a small key are stored with its windows; those of a large key are stored in blocks, of
 * which some are in memory, and a filter of most. Not API.
 */
package io.tidemark.internal.dedup;

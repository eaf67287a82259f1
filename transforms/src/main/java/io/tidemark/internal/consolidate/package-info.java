/**
 * What does each window contribute to a sum over a changelog?
 *
 * <p>{@link io.tidemark.internal.consolidate.CountedWindows} keeps the contributions of one key for
 * {@link io.tidemark.changelog.Consolidate}. Not API.
 */
package io.tidemark.internal.consolidate;

/**
 * Where do the versions of changes come from, and how is state in memory known to be up to date?
 *
 * <p>{@link io.tidemark.internal.version.VersionClock} is the clock from which versions are drawn.
 * A {@link io.tidemark.internal.version.CacheToken} is stored with state, and shows whether what
 * was derived from it in memory is still valid. Not API.
 */
package io.tidemark.internal.version;

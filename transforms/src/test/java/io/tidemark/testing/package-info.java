/**
 * Assertions and fixtures for tests of pipelines that use this library, shipped in its test-jar.
 *
 * <p>{@link io.tidemark.testing.ChangelogAssert} checks a changelog inside a pipeline, {@link
 * io.tidemark.testing.Ledger} one key's changes without a pipeline. {@link
 * io.tidemark.testing.Summing} and {@link io.tidemark.testing.Listing} are the smallest aggregates:
 * a number for tests that look at values, a list for tests in which no element may be lost or
 * counted twice. {@link io.tidemark.testing.MergeLaw} checks an aggregate of your own.
 */
package io.tidemark.testing;

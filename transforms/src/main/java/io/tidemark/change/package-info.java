/**
 * What comes out of a changelog, and what goes in besides keyed values?
 *
 * <p>A {@link io.tidemark.change.Change} inserts or withdraws one value of one window, and a {@link
 * io.tidemark.change.Revision} holds the one or two changes of one firing. A {@link
 * io.tidemark.change.LateElement} is an element that arrived after its windows had expired. An
 * {@link io.tidemark.change.Unbatch} takes inputs apart that hold many values.
 */
package io.tidemark.change;

/**
 * What is an event? The three native events, which only the decoders make and which are therefore
 * valid, and the coders by which they travel between steps.
 *
 * <p>The coders' bytes are a stored format: a job that is updated or restored reads what its
 * predecessor wrote. Each starts with a version; a change of layout needs a new version and a
 * reader of the old one.
 */
package io.tidemark.pipelines.event;

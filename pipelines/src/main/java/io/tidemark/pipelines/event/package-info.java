/**
 * What is an event? The three native events, valid by construction of the decoders, and how they
 * are stored between steps.
 *
 * <p>The coders' bytes are a stored format: a running job is updated by reading them. Each starts
 * with a version; a change of layout is a new version beside the old one.
 */
package io.tidemark.pipelines.event;

/**
 * How does a command line become a running job? {@link io.tidemark.runners.launch.BeamLauncher}
 * parses the options, applies the profile of the {@link io.tidemark.runners.launch.Runner}, checks
 * that the servers that it needs answer, and starts the pipeline.
 *
 * <p>A mistake of the user becomes a {@link io.tidemark.runners.launch.UsageException} of one
 * sentence.
 */
package io.tidemark.runners.launch;

/**
 * From command-line arguments to a running pipeline: the one place of the command line that knows
 * Beam and the main job.
 */
package io.tidemark.runners.launch;

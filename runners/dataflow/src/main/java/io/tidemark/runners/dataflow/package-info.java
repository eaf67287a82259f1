/**
 * How does the pipeline run on Google Cloud Dataflow? {@link
 * io.tidemark.runners.dataflow.DataflowMain} submits it, from a Flex Template or from a command
 * line, and returns; {@link io.tidemark.runners.dataflow.DataflowProfile} has the settings with the
 * reason for each.
 *
 * <p>{@link io.tidemark.runners.dataflow.SecretFileSystem} lets an option that names a file name a
 * secret. What is computed does not depend on the runner.
 */
package io.tidemark.runners.dataflow;

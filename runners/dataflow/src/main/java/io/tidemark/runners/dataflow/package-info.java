/**
 * Where it runs: Google Cloud Dataflow, from a Flex Template or from a command line.
 *
 * <p>{@link io.tidemark.runners.dataflow.DataflowMain} submits the pipeline and returns; {@link
 * io.tidemark.runners.dataflow.DataflowProfile} says with which settings, and why each; {@link
 * io.tidemark.runners.dataflow.SecretFileSystem} lets a file option name a secret. What is computed
 * is decided elsewhere: not a line of it differs between runners.
 */
package io.tidemark.runners.dataflow;

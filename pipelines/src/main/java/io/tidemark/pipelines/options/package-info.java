/**
 * What can be set? Every option of the pipeline is declared here with its default, unit and range,
 * and the help, the template metadata and the checks follow the declaration.
 *
 * <p>{@link io.tidemark.pipelines.options.TidemarkOptions} is for users. The hidden interfaces
 * beside it are set by the profile of a runner.
 */
package io.tidemark.pipelines.options;

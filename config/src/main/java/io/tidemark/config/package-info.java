/**
 * How does a configuration file become arguments of a command? {@link
 * io.tidemark.config.ConfigFiles} reads YAML, compares it with the {@link io.tidemark.config.Leaf
 * leaves} that a command knows, and gives {@code --name=value}; what is wrong is said with file and
 * line, all of it at once.
 *
 * <p>Nothing here knows Beam: the job derives its leaves from its options, and a service without
 * Beam names its own.
 */
package io.tidemark.config;

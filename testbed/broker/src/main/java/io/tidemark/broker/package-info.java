/**
 * What runs in the child processes of the command line: the embedded Kafka broker, and the warden
 * that ends them and removes their work directory when the command line is gone, however it went.
 *
 * <p>Both learn of their parent's end from their standard input: the operating system closes the
 * pipe even after {@code kill -9}.
 */
package io.tidemark.broker;

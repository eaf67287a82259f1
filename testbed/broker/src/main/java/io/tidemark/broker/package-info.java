/**
 * What runs in the child processes of a demo or test? The embedded Kafka broker, and the warden,
 * which ends the servers and removes their work directory when the process that started them is
 * gone.
 *
 * <p>Both learn of the end of their parent from their standard input, because the operating system
 * closes the pipe even after {@code kill -9}. The broker is a process because its libraries do not
 * fit on one class path with those of Beam.
 */
package io.tidemark.broker;

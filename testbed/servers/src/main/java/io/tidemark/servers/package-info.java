/**
 * Which servers do the demo and the tests use? A real Kafka broker and a real PostgreSQL that they
 * bring along, on 127.0.0.1 only, on free ports, in one work directory.
 *
 * <p>Each is a process of its own. None outlives the process that started it, nor does the work
 * directory, whether that process ends normally, by Ctrl-C, by SIGTERM or by {@code kill -9}.
 */
package io.tidemark.servers;

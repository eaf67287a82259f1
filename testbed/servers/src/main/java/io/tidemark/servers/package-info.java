/**
 * The servers that {@code demo} and the tests bring along: a real Kafka broker and a real
 * PostgreSQL, on 127.0.0.1 only, on free ports, in one work directory.
 *
 * <p>Each is a process of its own. None outlives this one, and neither does the work directory:
 * after a normal end, Ctrl-C, SIGTERM and {@code kill -9} alike.
 */
package io.tidemark.servers;

/**
 * What does the service do, seen on one machine? {@link io.tidemark.cli.demo.Demo} starts a broker
 * and a database, sends generated events in real time, runs the pipeline, shows the rows meanwhile
 * and at the end, and checks that every event sent is accounted for.
 */
package io.tidemark.cli.demo;

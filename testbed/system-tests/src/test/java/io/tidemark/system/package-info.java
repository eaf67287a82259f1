/**
 * Does the whole service, on real servers and real runners, give what a plain computation over the
 * same bytes gives? {@link io.tidemark.system.WindowsModel} is that computation; it shares no code
 * with the pipeline.
 *
 * <p>Runs end in tables, topics and dead letters, which {@link io.tidemark.system.Audit} compares
 * with the model, also after processes were killed or servers were away.
 */
package io.tidemark.system;

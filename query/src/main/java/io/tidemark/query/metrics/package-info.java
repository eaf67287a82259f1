/**
 * What Prometheus is told: everything that follows from the changelog, the dead letters and the
 * progress of the job, so that names and meanings are the same on every runner. No key, session or
 * id is ever a label, and what can be revised is never a counter.
 */
package io.tidemark.query.metrics;

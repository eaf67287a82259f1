/**
 * Does the whole job, on real servers and real runners, give what a plain computation over the same
 * bytes gives? The model here shares no code with the pipeline but the generator's.
 */
package io.tidemark.system;

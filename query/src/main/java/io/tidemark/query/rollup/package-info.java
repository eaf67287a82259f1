/**
 * Figures of ranges that are longer, and of groups that are coarser, than those of the rows: sums
 * are added, rates are made of sums, and percentiles of merged sketches, never of percentiles.
 */
package io.tidemark.query.rollup;

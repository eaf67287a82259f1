/**
 * The seams between the API and the tiers: who can read rows, how fresh an answer is, and what goes
 * wrong while one reads.
 */
package io.tidemark.query.read;

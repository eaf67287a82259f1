/**
 * A row as it is served, whichever tier it comes from, and what a request asks of rows. Nothing
 * here knows Kafka, PostgreSQL or HTTP.
 */
package io.tidemark.query.row;

/**
 * What the database has: every row that stands, every settled revision, and how far the job has
 * written. Reads end after a time that the server keeps, leave nothing behind in their session, and
 * so go through a pooler that gives out connections by transaction.
 */
package io.tidemark.query.postgres;

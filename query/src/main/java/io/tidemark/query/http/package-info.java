/**
 * The API: which requests there are, who may make them, how they are understood, and how they are
 * answered. All routes are {@link io.tidemark.query.http.Endpoint}s in one list.
 */
package io.tidemark.query.http;

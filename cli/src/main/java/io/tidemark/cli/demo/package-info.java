/**
 * Everything on one machine: servers, live events, the pipeline, and what stands in the database
 * meanwhile and at the end.
 */
package io.tidemark.cli.demo;

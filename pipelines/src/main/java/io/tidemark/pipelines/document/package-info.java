/**
 * What does a JSON file that a user wrote hold, and on which line? {@link
 * io.tidemark.pipelines.document.JsonFile} reads it into {@link
 * io.tidemark.pipelines.document.Entry entries} that know their lines, and {@link
 * io.tidemark.pipelines.document.Problems} collects what is wrong with it, so that a user is told
 * all of it at once. It is for files of a few megabytes that are read once, at the start.
 */
package io.tidemark.pipelines.document;

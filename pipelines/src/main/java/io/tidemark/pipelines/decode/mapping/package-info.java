/**
 * Which field of an event is which value of another program's JSON? A file says so, with JSON
 * Pointers; {@link io.tidemark.pipelines.decode.mapping.Mappings} reads it, finds what is wrong
 * with it, and turns each object into one of the native form. What the native form rejects, and
 * how, is decided where that is decoded; this package knows only the names and kinds of its fields.
 */
package io.tidemark.pipelines.decode.mapping;

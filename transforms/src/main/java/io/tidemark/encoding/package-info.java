/**
 * How are values written to state and messages quickly, and how may their bytes change?
 *
 * <p>{@link io.tidemark.encoding.FormatVersion} guards the first byte of each stored form. {@link
 * io.tidemark.encoding.ByteBlock} gathers bytes in memory, and {@link
 * io.tidemark.encoding.LongOutput} and {@link io.tidemark.encoding.LongInput} let a coder write and
 * read a number in one call.
 */
package io.tidemark.encoding;

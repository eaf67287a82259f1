/**
 * What becomes of a record? The pipeline's own decoders are asked, and the answer is a line for
 * each event: the stream and series that it belongs to, or the reason of its dead letter.
 */
package io.tidemark.cli.check;

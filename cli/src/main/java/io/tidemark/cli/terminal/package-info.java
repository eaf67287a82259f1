/**
 * How does the command line talk to a person? Messages, a status line and progress bars on standard
 * error, durations as text, and Ctrl-C as a request to end in order.
 *
 * <p>Where nobody is watching, as in a pipe, there are no colours, and nothing is overwritten.
 */
package io.tidemark.cli.terminal;

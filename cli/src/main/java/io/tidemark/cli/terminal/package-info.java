/** How the command line speaks to a person: messages, progress, durations, signals. */
package io.tidemark.cli.terminal;

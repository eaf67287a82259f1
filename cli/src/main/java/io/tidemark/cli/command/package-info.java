/**
 * The commands of {@code ./tidemark}. Exit codes: 0 done, 1 failed, 2 the command line was wrong.
 * What a program reads goes to standard output, everything else to standard error.
 */
package io.tidemark.cli.command;

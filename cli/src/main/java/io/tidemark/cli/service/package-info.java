/** The query service as a process beside another command. */
package io.tidemark.cli.service;

/** Puts the service together, and its command line. */
package io.tidemark.query.serve;

/** Which inputs were set aside, why, and their bytes. */
package io.tidemark.query.deadletter;

/** Follows the changelog topics from a position, and says how far it has come. */
package io.tidemark.query.feed;

/**
 * Sends dead letters to their topics again, after what was wrong is right: slowly, once each, and
 * never those that would only come back.
 */
package io.tidemark.query.redrive;

/** What a request is answered when it cannot be served: RFC 9457. */
package io.tidemark.query.problem;

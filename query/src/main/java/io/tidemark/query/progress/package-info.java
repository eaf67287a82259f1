/**
 * Which windows are final, which computation is the current one, and what holds a watermark back.
 */
package io.tidemark.query.progress;

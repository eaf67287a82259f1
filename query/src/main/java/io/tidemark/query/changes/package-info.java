/**
 * Tells subscribers what changes, as it does: from a ring of recent changes, behind it from the
 * topics themselves, each subscriber at his own pace and none at the cost of another.
 *
 * <p>A position is sent with a change when everything before it has been sent: after a loss of the
 * connection a subscriber goes on from there, at any replica. Where changes of a window were composed
 * for a slow reader, the changes up to the next position belong together.
 */
package io.tidemark.query.changes;

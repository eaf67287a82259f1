/**
 * What an input set aside looks like: its original bytes, why and where it was set aside, and its
 * event time, so that it can be understood and fed in again.
 *
 * <p>Every step that refuses an input makes one {@link io.tidemark.pipelines.deadletter.DeadLetter}
 * of it.
 */
package io.tidemark.pipelines.deadletter;

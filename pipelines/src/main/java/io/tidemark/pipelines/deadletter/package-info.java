/**
 * What is left of an input that was set aside? One {@link
 * io.tidemark.pipelines.deadletter.DeadLetter} with its original bytes, the reason, the step, its
 * place in Kafka or in a file, and its event time, so that it can be understood and fed in again.
 *
 * <p>Decoding, windowing and the database each make dead letters of the inputs that they refuse;
 * none is dropped.
 */
package io.tidemark.pipelines.deadletter;

package io.tidemark.runners.launch;

/** What a broker answered in place of a result; the message has no secret. */
final class KafkaRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Throwable reason;

  KafkaRefusal(Throwable reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns whether the broker's exception is of this type. */
  boolean is(Class<? extends Throwable> type) {
    return type.isInstance(reason);
  }
}

package io.tidemark.internal.dedup;

/** The blocks of identities of one key that stand in a state of their own, under their numbers. */
public interface IdBlockState {

  /** A block that stands there. */
  IdBlock get(long number);

  void put(long number, IdBlock block);

  void remove(long number);
}

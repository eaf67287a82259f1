package io.tidemark.internal.dedup;

/**
 * The blocks of ids of one key in the runner's state, each under its number. They are a state cell
 * of their own, so that a visit of the key's windows does not read and write all ids.
 */
public interface IdBlockState {

  /** Reads a block that was stored. */
  IdBlock get(long number);

  /** Stores a block, which must not change any more. */
  void put(long number, IdBlock block);

  /** Removes a block. */
  void remove(long number);
}

package io.tidemark.changelog;

/** The blocks of identities of one key that stand in a state of their own, under their numbers. */
interface IdentityBlocks {

  /** A block that stands there. */
  IdentityBlock get(long number);

  void put(long number, IdentityBlock block);

  void remove(long number);
}

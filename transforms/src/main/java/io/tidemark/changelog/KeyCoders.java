package io.tidemark.changelog;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.Coder.NonDeterministicException;

/** The condition on the coder of keys, which all transforms of this package state alike. */
final class KeyCoders {

  private KeyCoders() {}

  /**
   * Refuses a coder that may encode equal keys differently: keys are told apart by their bytes, so
   * one key would have several changelogs.
   *
   * @throws IllegalStateException naming the transform, the coder and what to do
   */
  static void checkDeterministic(Coder<?> keyCoder, String transform) {
    try {
      keyCoder.verifyDeterministic();
    } catch (NonDeterministicException e) {
      throw new IllegalStateException(
          transform
              + " needs a deterministic coder of its keys, not "
              + keyCoder
              + ", with which equal keys may be taken for different ones: set another coder on the"
              + " input, or choose another type of key",
          e);
    }
  }
}

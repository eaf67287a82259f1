package io.tidemark.pipelines.decode.mapping;

/** What a mapping makes of an object. */
public sealed interface Outcome {

  /**
   * The object is for no mapping.
   *
   * @param isNative whether it is in a form that is known without
   */
  record NotMapped(boolean isNative) implements Outcome {}

  /** The bytes are no JSON object, which whoever reads the native form says better. */
  record NoObject() implements Outcome {}

  /**
   * The object in the native form.
   *
   * @param json in UTF-8
   */
  record Native(byte[] json, Mapping mapping) implements Outcome {

    /** Returns what is said of a field of it, with the pointers that the field comes from. */
    public String explained(String error) {
      return mapping.explained(error);
    }
  }

  /**
   * The object lacks what is needed.
   *
   * @param error one sentence for a person: the field, the pointer, the value and what is allowed
   * @param soFar what could be mapped, in the native form
   */
  record Refused(String error, byte[] soFar) implements Outcome {}
}

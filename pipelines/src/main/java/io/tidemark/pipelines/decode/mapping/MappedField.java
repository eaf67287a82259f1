package io.tidemark.pipelines.decode.mapping;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A field of the native form and where its value comes from.
 *
 * @param name of the field
 * @param entry of the object that the field is; null for the field itself
 * @param source of the value
 * @param required whether an object without a value is none
 * @param pointers where the value is looked for, for messages
 */
record MappedField(
    String name, @Nullable String entry, Source source, boolean required, String pointers) {

  /** Returns the value; null if there is none and none is required. */
  @Nullable Found value(Values values) throws Unmapped {
    Found found = source.value(values);
    if (found == null && required) {
      throw new Unmapped(
          name + " is missing: there is nothing at " + pointers + ", and the mapping needs it");
    }
    return found;
  }
}

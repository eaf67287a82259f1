package io.tidemark.query.serve;

import io.tidemark.config.Units;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size in bytes; options of other numbers are not read by it. */
final class SizeConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    return Units.bytes(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not a size: allowed is " + Units.SIZE));
  }
}

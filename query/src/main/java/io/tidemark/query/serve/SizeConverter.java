package io.tidemark.query.serve;

import picocli.CommandLine.ITypeConverter;

/** Reads a {@link DataSize}; options of other numbers are not read by it. */
final class SizeConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) throws Exception {
    return Serve.explained(DataSize::bytes).convert(text);
  }
}

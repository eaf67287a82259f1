package io.tidemark.pipelines.decode;

import java.io.Serializable;
import java.util.List;

/**
 * Reads one input format. Thread-safe, and never throws: whatever the bytes are, the answer is at
 * least one {@link Decoded}.
 */
public interface Decoder extends Serializable {

  /** Whether the record is in this format, judged by its headers and topic alone. */
  boolean accepts(RawRecord record);

  /** The events of a record that this decoder {@linkplain #accepts accepts}; never empty. */
  List<Decoded> decode(RawRecord record);
}

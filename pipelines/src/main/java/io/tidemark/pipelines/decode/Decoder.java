package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import java.io.Serializable;

/**
 * Reads one input format. Implementations are thread-safe and never throw: whatever the bytes are,
 * there is an outcome, or it is said what was skipped and why. Only a format whose records are made
 * to hold any number of events may have neither, as for an export request without a span.
 */
public interface Decoder extends Serializable {

  /** Returns whether the record is in this format, judged by its topic and headers alone. */
  boolean accepts(RawRecord record);

  /**
   * Returns an outcome for each event of a record that this decoder {@linkplain #accepts accepts},
   * with its place in the record if there may be others.
   */
  DecodedRecord decode(RawRecord record);
}

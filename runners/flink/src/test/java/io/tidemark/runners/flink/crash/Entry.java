package io.tidemark.runners.flink.crash;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.joda.time.Instant;

/** A change of one key of one windowing, as a line of text. */
record Entry(String windowing, String key, Change<Long> change) {

  String line() {
    return String.join(
        "\t",
        windowing,
        key,
        change.kind().name(),
        Long.toString(change.window().start().getMillis()),
        Long.toString(change.window().end().getMillis()),
        Long.toString(change.value()),
        change.timing().name(),
        Long.toString(change.paneIndex()),
        Long.toString(change.version()));
  }

  static Entry parse(String line) {
    String[] fields = line.split("\t", -1);
    IntervalWindow window =
        new IntervalWindow(
            Instant.ofEpochMilli(Long.parseLong(fields[3])),
            Instant.ofEpochMilli(Long.parseLong(fields[4])));
    return new Entry(
        fields[0],
        fields[1],
        new Change<>(
            ChangeKind.valueOf(fields[2]),
            Long.parseLong(fields[5]),
            window,
            Timing.valueOf(fields[6]),
            Long.parseLong(fields[7]),
            Long.parseLong(fields[8])));
  }
}

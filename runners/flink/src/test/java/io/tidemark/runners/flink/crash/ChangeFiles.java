package io.tidemark.runners.flink.crash;

import io.tidemark.change.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/**
 * Changes in files, one for each worker's step and each time it is set up. A bundle's changes are
 * committed by one write at its end, after a line {@code @} with the time.
 */
final class ChangeFiles {

  private final Path directory;

  ChangeFiles(Path directory) {
    this.directory = directory;
  }

  /** The step that writes the changes of this windowing. */
  DoFn<KV<String, Change<Long>>, Void> writing(String windowing) {
    return new WriteFn(directory.toAbsolutePath().toString(), windowing);
  }

  /** All changes committed so far. */
  List<Entry> read() {
    List<Entry> entries = new ArrayList<>();
    for (Path file : files()) {
      for (String line : committed(file)) {
        if (!line.startsWith("@")) {
          entries.add(Entry.parse(line));
        }
      }
    }
    return entries;
  }

  /** Processing time of the first commit of a step set up after {@code millis}, or none yet: -1. */
  long firstCommitOfStepsSince(long millis) {
    long first = -1;
    for (Path file : files()) {
      long setUp = Long.parseLong(file.getFileName().toString().split("-", 2)[0]);
      List<String> lines = setUp > millis ? committed(file) : List.of();
      if (!lines.isEmpty()) {
        long commit = Long.parseLong(lines.get(0).substring(1));
        first = first < 0 ? commit : Math.min(first, commit);
      }
    }
    return first;
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A kill may cut the last line short: it was not committed. */
  private static List<String> committed(Path file) {
    try {
      String text = Files.readString(file);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("UnusedMethod") // Beam calls them.
  private static final class WriteFn extends DoFn<KV<String, Change<Long>>, Void> {
    private final String directory;
    private final String windowing;
    private transient Path file;
    private transient StringBuilder bundle;

    WriteFn(String directory, String windowing) {
      this.directory = directory;
      this.windowing = windowing;
    }

    @Setup
    public void nameFile() {
      file = Path.of(directory, System.currentTimeMillis() + "-" + UUID.randomUUID());
    }

    @StartBundle
    public void startBundle() {
      bundle = new StringBuilder();
    }

    @ProcessElement
    public void write(@Element KV<String, Change<Long>> element) {
      Entry entry = new Entry(windowing, element.getKey(), element.getValue());
      bundle.append(entry.line()).append('\n');
    }

    @FinishBundle
    public void commit() throws IOException {
      if (bundle.length() > 0) {
        String text = "@" + System.currentTimeMillis() + "\n" + bundle;
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    }
  }
}

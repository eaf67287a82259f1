package io.tidemark.pinned;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * Values in the bytes that their coders write, compared with those that are checked in; and read
 * back from them.
 *
 * <pre>
 * Change  0110...
 * </pre>
 */
public final class PinnedBytes {

  private final Map<String, String> lines = new TreeMap<>();

  /** One more value, by a name that does not change. */
  public <T> PinnedBytes with(String name, Coder<T> coder, T value) throws IOException {
    String bytes = encoded(coder, value);
    T read = CoderUtils.decodeFromByteArray(coder, HexFormat.of().parseHex(bytes));
    assertThat(name + " as it is read back", encoded(coder, read), is(bytes));
    lines.put(name, bytes);
    return this;
  }

  /** Compares with {@code coders.txt} of the module. */
  public void check(String module, String file) throws IOException {
    new Pinned(
            module,
            file,
            "These bytes are in the state and in the savepoints of jobs that run now. A coder that"
                + " writes others needs\na higher version, and has to read the version before, or"
                + " no job can be restored or updated.")
        .check(
            lines.entrySet().stream()
                .map(line -> line.getKey() + "  " + line.getValue())
                .collect(Collectors.joining("\n", "", "\n")));
  }

  private static <T> String encoded(Coder<T> coder, T value) throws IOException {
    return HexFormat.of().formatHex(CoderUtils.encodeToByteArray(coder, value));
  }
}

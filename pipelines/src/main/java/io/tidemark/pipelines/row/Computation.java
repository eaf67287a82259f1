package io.tidemark.pipelines.row;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Objects;

/**
 * What made a row: the stream, its windows, its dimensions and every other option that changes the
 * values. Rows of two computations of a stream are about the same events, so a sum over both counts
 * each event twice.
 *
 * <p>An option belongs here if the rows differ with it and if a job that goes on from its state
 * cannot change it: the row that a change withdraws then names the same computation as the change
 * that stated it.
 *
 * @param stream the stream, as in the names of topics
 * @param windows in words: {@code sliding 15m every 1m}
 * @param dimensions names of the dimensions in their order, joined by commas
 * @param settings the options that change the rows, each with its value, written in one way
 */
public record Computation(
    String stream, String windows, String dimensions, LinkedHashMap<String, String> settings)
    implements Serializable {

  private static final int ID_BYTES = 4;

  public Computation {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(windows, "windows");
    Objects.requireNonNull(dimensions, "dimensions");
    settings = new LinkedHashMap<>(settings);
  }

  /**
   * Returns the name of the computation: eight hexadecimal digits of the SHA-256 of stream and
   * settings. It is the same on every machine and in every version, as long as the settings are.
   * Two computations of one database have the same with a probability of 2⁻³².
   */
  public String id() {
    StringBuilder text = new StringBuilder(stream);
    settings.forEach((name, value) -> text.append('\n').append(name).append('=').append(value));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Returns the settings as a JSON object of texts. */
  public String settingsJson() {
    return RowJson.object(settings);
  }
}

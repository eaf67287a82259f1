package io.tidemark.query.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.query.row.Stream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of computations, read again when what is known is older than some seconds. */
public final class Computations {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");
  private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

  private final Database database;
  private List<Computation> known = List.of();
  private long readAt;
  private boolean isRead;

  /** Creates it; nothing is read yet. */
  public Computations(Database database) {
    this.database = database;
  }

  /**
   * One computation.
   *
   * @param stream label of the stream
   * @param dimensions names of the dimensions of its series, in order
   * @param settings the options that change the rows, as the writer says them
   */
  public record Computation(String id, String stream, List<String> dimensions, JsonNode settings) {

    /** Returns a setting that is a duration; empty if there is none of this name. */
    public Optional<Duration> duration(String name) {
      Matcher matcher = DURATION.matcher(settings.path(name).asText());
      if (!matcher.matches()) {
        return Optional.empty();
      }
      long amount = Long.parseLong(matcher.group(1));
      return Optional.of(
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          });
    }
  }

  /**
   * Returns the computations of a stream, the current one first: that which a writer has begun with
   * last.
   */
  public List<Computation> of(Stream stream) {
    return all().stream()
        .filter(computation -> computation.stream().equals(stream.computed().label()))
        .toList();
  }

  private synchronized List<Computation> all() {
    long now = System.nanoTime();
    if (!isRead || now - readAt > KEPT_NANOS) {
      known =
          database.query(
              new Sql()
                  .add("SELECT id, stream, dimensions, settings::text FROM computation")
                  .add(" ORDER BY last_seen DESC, id"),
              Computations::read);
      readAt = now;
      isRead = true;
    }
    return known;
  }

  private static List<Computation> read(ResultSet rows) throws SQLException {
    List<Computation> computations = new ArrayList<>();
    while (rows.next()) {
      computations.add(
          new Computation(
              rows.getString(1),
              rows.getString(2),
              List.of(rows.getString(3).split(",")),
              settings(rows.getString(4))));
    }
    return List.copyOf(computations);
  }

  private static JsonNode settings(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL has jsonb that is not JSON", e);
    }
  }
}

package io.tidemark.benchmarks.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Rows by primary key, without what depends on when they were computed. */
public final class Truth {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NOT_COMPARED = List.of("pane", "pane_index", "updated_at");

  private final Map<String, String> rows = new HashMap<>();

  /** The rows of a fold. */
  static Truth of(ReferenceModel fold) {
    Truth truth = new Truth();
    fold.finish(row -> truth.put(row.key(), row.value()));
    return truth;
  }

  public int size() {
    return rows.size();
  }

  /** A row, the envelope of a change, or null for a row that is gone. */
  public boolean put(byte[] key, byte @Nullable [] value) {
    String primaryKey = new String(key, StandardCharsets.UTF_8);
    if (primaryKey.contains(Traffic.END)) {
      return false;
    }
    try {
      JsonNode json = value == null ? null : JSON.readTree(value);
      JsonNode row = json == null || !json.has("op") ? json : json.get("after");
      if (row == null || row.isNull()) {
        rows.remove(primaryKey);
      } else {
        rows.put(primaryKey, ((ObjectNode) row).without(NOT_COMPARED).toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("not a row: " + primaryKey, e);
    }
    return true;
  }

  /** Null when these are the same rows, else one sentence that says what differs. */
  @Nullable
  public String difference(Truth actual) {
    int missing = 0;
    for (Map.Entry<String, String> row : rows.entrySet()) {
      String found = actual.rows.get(row.getKey());
      if (found == null) {
        missing++;
      } else if (!found.equals(row.getValue())) {
        return "row " + row.getKey() + " is\n  " + found + ", not\n  " + row.getValue();
      }
    }
    if (missing > 0) {
      return missing + " of " + rows.size() + " rows are missing";
    }
    return actual.rows.size() == rows.size()
        ? null
        : actual.rows.size() - rows.size() + " rows too many";
  }
}

package io.tidemark.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.CloseableIterator;

/** A program of Flink SQL, as {@code templates/flink-sql} hands it to users. */
record FlinkSql(String text) {

  static FlinkSql template(String name) throws IOException {
    return new FlinkSql(Files.readString(Path.of("..", "..", "templates", "flink-sql", name)));
  }

  FlinkSql with(String part, String replacement) {
    if (!text.contains(part)) {
      throw new IllegalArgumentException(part + " is not part of\n" + text);
    }
    return new FlinkSql(text.replace(part, replacement));
  }

  /** Reads what the topics hold now, and no more. */
  FlinkSql bounded() {
    String start = "'scan.startup.mode' = 'earliest-offset'";
    return with(start, start + ", 'scan.bounded.mode' = 'latest-offset'");
  }

  /** The rows that stand when the last statement, a query, has ended; by their first column. */
  Map<String, Row> standing() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
    TableEnvironment tables =
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(configuration)
                .build());
    TableResult last = null;
    for (String statement : text.replaceAll("(?m)^--.*$", "").strip().split(";")) {
      last = execute(tables, statement.strip());
    }
    Map<String, Row> standing = new TreeMap<>();
    try (CloseableIterator<Row> changes = last.collect()) {
      while (changes.hasNext()) {
        Row change = changes.next();
        String key = change.getFieldAs(0);
        if (change.getKind() == RowKind.INSERT || change.getKind() == RowKind.UPDATE_AFTER) {
          standing.put(key, change);
        } else {
          standing.remove(key);
        }
      }
    }
    return standing;
  }

  /** What the SQL client does with SET, a table environment does not. */
  private static TableResult execute(TableEnvironment tables, String statement) {
    if (statement.startsWith("SET ")) {
      String[] parts = statement.split("'");
      tables.getConfig().set(parts[1], parts[3]);
      return null;
    }
    return tables.executeSql(statement);
  }
}

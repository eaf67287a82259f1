package io.tidemark.pipelines.sink.postgres;

import org.checkerframework.checker.nullness.qual.Nullable;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema of a database up to date, be it empty, of an earlier version, or shared with
 * other tables.
 */
public final class Migrations {

  private Migrations() {}

  /**
   * Applies the migrations that are missing, each in a transaction of its own, and returns their
   * number. Two callers at once are safe: one waits for the other.
   */
  public static int migrate(JdbcConfig config) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(config.dataSource())
        .loggers("slf4j")
        .locations("classpath:db/migration")
        .table("tidemark_schema_history")
        // Otherwise Flyway refuses a database that has other tables already.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate()
        .migrationsExecuted;
  }

  /**
   * Applies the migrations that are missing, like {@link #migrate(JdbcConfig)}. User and password
   * may be null if the URL has them.
   */
  public static int migrate(String jdbcUrl, @Nullable String user, @Nullable String password) {
    return migrate(JdbcConfig.of(jdbcUrl).withUser(user).withPassword(password));
  }
}

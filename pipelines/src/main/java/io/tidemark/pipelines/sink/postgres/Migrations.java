package io.tidemark.pipelines.sink.postgres;

import org.checkerframework.checker.nullness.qual.Nullable;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema of a database up to date: an empty one, one of an earlier version, or shared.
 */
public final class Migrations {

  private Migrations() {}

  /**
   * Applies the migrations that are missing, in one transaction each, and returns how many those
   * were. Two callers at once are safe: one waits for the other.
   */
  public static int migrate(JdbcConfig config) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(config.dataSource())
        .loggers("slf4j")
        .locations("classpath:db/migration")
        .table("tidemark_schema_history")
        // A database that holds other tables already is welcome.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate()
        .migrationsExecuted;
  }

  /** As {@link #migrate(JdbcConfig)}; user and password may be null if the URL holds them. */
  public static int migrate(String jdbcUrl, @Nullable String user, @Nullable String password) {
    return migrate(JdbcConfig.of(jdbcUrl).withUser(user).withPassword(password));
  }
}

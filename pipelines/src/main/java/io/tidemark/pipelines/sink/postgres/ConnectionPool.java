package io.tidemark.pipelines.sink.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The connections of this JVM to one database, shared by all who lease it and closed with the last
 * lease.
 */
final class ConnectionPool {

  private static final Map<JdbcConfig, ConnectionPool> OPEN = new HashMap<>();

  private final HikariDataSource source;
  private int leases;

  private ConnectionPool(JdbcConfig config) {
    HikariConfig hikari = new HikariConfig();
    hikari.setDataSource(config.dataSource());
    hikari.setPoolName("tidemark");
    hikari.setMaximumPoolSize(config.poolSize());
    hikari.setMinimumIdle(1);
    hikari.setAutoCommit(false);
    // A short wait here: Retry is who waits, and who says so.
    hikari.setConnectionTimeout(5_000);
    hikari.setInitializationFailTimeout(-1);
    // With a plan made for the very values, only the partitions concerned are opened and locked.
    // All
    // that is done here is done by key: statistics of a young partition must not suggest to scan
    // it.
    hikari.setConnectionInitSql(
        "SET plan_cache_mode = force_custom_plan; SET enable_seqscan = off;"
            + " SET enable_hashjoin = off; SET enable_mergejoin = off");
    this.source = new HikariDataSource(hikari);
  }

  /** Opens the pool, or shares the one that is open. No connection is made yet. */
  static Lease lease(JdbcConfig config) {
    synchronized (OPEN) {
      ConnectionPool pool = OPEN.computeIfAbsent(config, ConnectionPool::new);
      pool.leases++;
      return new Lease(config, pool);
    }
  }

  /** How many pools are open in this JVM. */
  static int openPools() {
    synchronized (OPEN) {
      return OPEN.size();
    }
  }

  /** The right to take connections until closed. */
  static final class Lease implements AutoCloseable {
    private final JdbcConfig config;
    private final ConnectionPool pool;
    private boolean closed;

    private Lease(JdbcConfig config, ConnectionPool pool) {
      this.config = config;
      this.pool = pool;
    }

    /** A connection without autocommit; closing it returns it to the pool. */
    Connection connection() throws SQLException {
      return pool.source.getConnection();
    }

    @Override
    public void close() {
      synchronized (OPEN) {
        if (!closed && --pool.leases == 0) {
          OPEN.remove(config);
          pool.source.close();
        }
        closed = true;
      }
    }
  }
}

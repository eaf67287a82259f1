package io.tidemark.pipelines.sink.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The connections of this JVM to one database. Everyone who leases the pool shares it, and the last
 * lease that is closed closes it.
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
    // Short, because Retry does the waiting and logs it.
    hikari.setConnectionTimeout(5_000);
    hikari.setInitializationFailTimeout(-1);
    this.source = new HikariDataSource(hikari);
  }

  /** Opens the pool of a database, or shares it if it is open. No connection is made yet. */
  static Lease lease(JdbcConfig config) {
    synchronized (OPEN) {
      ConnectionPool pool = OPEN.computeIfAbsent(config, ConnectionPool::new);
      pool.leases++;
      return new Lease(config, pool);
    }
  }

  /** Returns the number of pools that are open in this JVM. */
  static int openPools() {
    synchronized (OPEN) {
      return OPEN.size();
    }
  }

  /** The right to take connections from the pool, until it is closed. */
  static final class Lease implements AutoCloseable {
    private final JdbcConfig config;
    private final ConnectionPool pool;
    private boolean closed;

    private Lease(JdbcConfig config, ConnectionPool pool) {
      this.config = config;
      this.pool = pool;
    }

    /** Returns a connection without autocommit. Closing it returns it to the pool. */
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

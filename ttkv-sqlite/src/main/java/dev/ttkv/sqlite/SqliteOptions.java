// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

/** The options of SQLite. Immutable: each {@code with} method returns a new one. */
public final class SqliteOptions {
  private static final SqliteOptions DEFAULTS = new SqliteOptions(32, 16_000);

  private final int cacheMebibytes;
  private final int checkpointPages;

  private SqliteOptions(int cacheMebibytes, int checkpointPages) {
    this.cacheMebibytes = cacheMebibytes;
    this.checkpointPages = checkpointPages;
  }

  /** Returns the defaults: a page cache of 32 MiB a connection, a checkpoint every 16,000 pages. */
  public static SqliteOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Returns these options with another size of the page cache. Each connection has its own, which
   * grows as pages are read; a store has one connection that writes and up to as many that read as
   * there are processors, but at least four.
   *
   * @throws IllegalArgumentException if it is not from 1 to 65,536
   */
  public SqliteOptions withCacheMebibytes(int cacheMebibytes) {
    if (cacheMebibytes < 1 || cacheMebibytes > 65_536) {
      throw new IllegalArgumentException(
          "cacheMebibytes must be from 1 to 65,536: " + cacheMebibytes);
    }
    return new SqliteOptions(cacheMebibytes, checkpointPages);
  }

  /**
   * Returns these options with another length of the log, in pages of 4 KiB, at which a commit also
   * moves it into the database. A longer log makes writing faster, and opening after a crash
   * slower.
   *
   * @throws IllegalArgumentException if it is not from 1 to 1,000,000
   */
  public SqliteOptions withCheckpointPages(int checkpointPages) {
    if (checkpointPages < 1 || checkpointPages > 1_000_000) {
      throw new IllegalArgumentException(
          "checkpointPages must be from 1 to 1,000,000: " + checkpointPages);
    }
    return new SqliteOptions(cacheMebibytes, checkpointPages);
  }

  /** Returns the size of the page cache of each connection. */
  public int cacheMebibytes() {
    return cacheMebibytes;
  }

  /** Returns the length of the log at which it is moved into the database. */
  public int checkpointPages() {
    return checkpointPages;
  }

  @Override
  public String toString() {
    return "SqliteOptions[cacheMebibytes=%d, checkpointPages=%d]"
        .formatted(cacheMebibytes, checkpointPages);
  }
}
